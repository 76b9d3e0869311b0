#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

// The character classes of shadow texts. Internal to redaction.

namespace tandem::bot::ascii {

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char lower(char c) { return upper(c) ? static_cast<char>(c + 32) : c; }
constexpr bool letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool alnum(char c) { return digit(c) || letter(c); }
constexpr bool space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\x1E'; }

// The character at `at`, or \0 outside.
constexpr char at(std::string_view text, std::size_t i) { return i < text.size() ? text[i] : '\0'; }

// A position where a word or number may begin.
constexpr bool boundary_before(std::string_view text, std::size_t i)
{
    return i == 0 || !alnum(text[i - 1]);
}

inline bool equal_no_case(std::string_view text, std::string_view lower_case)
{
    return std::ranges::equal(text, lower_case, {}, lower);
}

inline std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

} // namespace tandem::bot::ascii
