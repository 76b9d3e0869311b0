#pragma once

#include <algorithm>
#include <string_view>

// The character classes of the Markdown subset: ASCII only, so that every implementation agrees.
// Internal to shared/text.

namespace tandem::text {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n'; }
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_alnum(char c) noexcept { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); }

// Letters beyond ASCII count as such without looking them up, so that every implementation agrees.
constexpr bool is_word(char c) noexcept { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

constexpr bool is_punctuation(char c) noexcept { return c > ' ' && c < 0x7F && !is_alnum(c); }

inline bool starts_with_no_case(std::string_view text, std::string_view lower_case)
{
    return text.size() >= lower_case.size() &&
           std::ranges::equal(text.substr(0, lower_case.size()), lower_case, {}, lower);
}

inline bool is_web_address(std::string_view text)
{
    return starts_with_no_case(text, "https://") || starts_with_no_case(text, "http://");
}

// Never part of a target: what could end it early for somebody who reads it differently.
constexpr bool ends_target(char c) noexcept
{
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || std::string_view("<>\"\\`[]").contains(c);
}

constexpr bool ends_bare_address(char c) noexcept
{
    return ends_target(c) || std::string_view("*|^{}").contains(c);
}

} // namespace tandem::text
