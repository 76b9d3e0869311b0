#pragma once

#include <string>
#include <string_view>

namespace tandem::bot {

// The language of a text as BCP 47 ("en", "de", "zh-Hant"), or `fallback` when it is too short or unclear.
// Pure.
[[nodiscard]] std::string guess_language(std::string_view text, std::string_view fallback);

} // namespace tandem::bot
