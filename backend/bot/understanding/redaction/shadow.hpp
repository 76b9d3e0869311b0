#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// A text as detectors read it, one ASCII character for each code point that says anything: digits of any
// script and full-width letters as their plain ones, dashes and spaces of all kinds as one kind, letters
// with marks and of other scripts as 'x', all else as \x01. Invisible characters are left out, so nothing
// can hide between two digits. `text[i]` stands for the bytes from `begin[i]` to `end[i]` of the original.
struct Shadow
{
    std::string text;
    std::vector<std::size_t> begin;
    std::vector<std::size_t> end;
};

// `utf8` is valid UTF-8; what is not becomes \x01.
[[nodiscard]] Shadow shadow_of(std::string_view utf8);

} // namespace tandem::bot
