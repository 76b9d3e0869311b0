#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Text is UTF-8; lengths and offsets count Unicode code points.

namespace tandem::text {

// Code points in valid UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

// At most `limit` code points from the start; never splits one.
[[nodiscard]] std::string first_code_points(std::string_view text, std::size_t limit);

// Bytes of the first `limit` code points.
[[nodiscard]] std::size_t bytes_of_code_points(std::string_view text, std::size_t limit) noexcept;

// Replaces every ill-formed sequence and surrogate by U+FFFD. What comes from a model or a connector passes
// through here before anything else sees it.
[[nodiscard]] std::string to_valid_utf8(std::string_view bytes);

} // namespace tandem::text
