#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tandem::bot {

enum class Sentiment { calm, impatient, upset };

// Read from words (English and German), capitals and punctuation. One rude product review word alone does
// not make a customer upset; swearing, strong complaints and threats do. Pure.
[[nodiscard]] Sentiment sentiment(std::string_view text);

// Of the customer's messages, oldest first: the last one counts, and asking the same again makes it one
// step worse.
[[nodiscard]] Sentiment sentiment(std::span<const std::string> messages);

// "calm", "impatient", "upset"
[[nodiscard]] std::string_view name_of(Sentiment sentiment) noexcept;

} // namespace tandem::bot
