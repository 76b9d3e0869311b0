#pragma once

#include "backend/bot/models/language_model.hpp"
#include "shared/protocol/events.hpp"

#include <span>
#include <string>
#include <vector>

namespace tandem::bot {

// The conversation as a model sees it, oldest first, the last `limit` lines. Notes and hidden events are
// left out. Where a person had the conversation, dated markers stand around their stretch ("[24 November
// 2026 10:02 UTC: a person took over]"), so that a model neither thinks it said those words nor hands over
// again because of them.
[[nodiscard]] std::vector<ChatLine>
history_lines(std::span<const protocol::Event> events, std::size_t limit);

// What to search for. A follow-up ("and to Switzerland?", "what about rugs") is joined to the customer's
// message before it; anything else is the question alone.
[[nodiscard]] std::string
search_query(std::span<const protocol::Event> recent, const std::string& question);

// Whether the customer is upset, from what they wrote to the bot and the question now.
[[nodiscard]] bool is_upset(std::span<const protocol::Event> recent, const std::string& question);

} // namespace tandem::bot
