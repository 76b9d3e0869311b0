#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 one code point at a time. Internal to shared/text; everybody else uses code_points.hpp.

namespace tandem::text {

inline constexpr char32_t replacement_character = 0xFFFD;

struct Decoded
{
    char32_t code_point = 0;
    std::size_t size = 0; // bytes consumed, at least 1
    bool valid = true;
};

// Decodes the code point that starts at `at`, which must be inside `bytes`. An ill-formed sequence gives
// U+FFFD and consumes its maximal subpart (Unicode chapter 3.9, as browsers do), so that decoding can
// always go on.
[[nodiscard]] Decoded decode_utf8(std::string_view bytes, std::size_t at) noexcept;

// Appends a scalar value.
void append_utf8(std::string& out, char32_t code_point);

} // namespace tandem::text
