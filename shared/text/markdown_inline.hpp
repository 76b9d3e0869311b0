#pragma once

#include "shared/text/markdown.hpp"

namespace tandem::text {

// The spans of one block's text, whose lines are already joined by "\n". Internal to shared/text.
[[nodiscard]] std::vector<Span> parse_inline(std::string_view text);

} // namespace tandem::text
