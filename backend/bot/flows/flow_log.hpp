#pragma once

#include "backend/bot/understanding/entities.hpp"
#include "shared/protocol/events.hpp"

#include <span>
#include <string>
#include <vector>

namespace tandem::bot {

// What the log says about flows. Pure.
struct FlowStanding
{
    protocol::FlowState state; // of the last message that belonged to a flow; default when there is none
    bool pending = false;      // the bot's last message waits for an answer to it
    Seq asked = 0;             // that message
};

// Reads the events before a question, oldest first. Where a person has taken part since, where the
// conversation was closed, or when the question comes more than an hour after it was asked, nothing is
// pending and nothing is known. An answer that was cut off does not count: the flow stands where it stood
// before.
[[nodiscard]] FlowStanding flow_standing(std::span<const protocol::Event> recent, WallTime now);

// Facts in the customer's messages, newest first, each once.
[[nodiscard]] std::vector<Entity> earlier_entities(std::span<const protocol::Event> recent);

// The customer's last messages and the question, for guessing the language: "LS-104233" has none.
[[nodiscard]] std::string
recent_words(std::span<const protocol::Event> recent, const std::string& question);

} // namespace tandem::bot
