#pragma once

#include "backend/bot/handoff/packet.hpp"

#include <string>
#include <vector>

namespace tandem::bot {

// The parts of a packet that are read out of the log. Pure.

// What the customer is after, what has happened, what is open, and the mood: short sentences, each with the
// messages it rests on, the customer quoted where that says it best.
[[nodiscard]] protocol::HandoffSummary summarise(const PacketInput& input);

// One for each answer of the bot, oldest first, the last 20.
[[nodiscard]] std::vector<protocol::Attempt> attempts_in(const std::vector<protocol::Event>& events);

// Facts with a form of their own from the customer's messages, each value once with the message that named
// it last, and what a flow has gathered; at most 30.
[[nodiscard]] std::vector<protocol::Slot> slots_in(const std::vector<protocol::Event>& events);

// What the classifier makes of the newest message that it takes to be in scope, open ones before those that
// were answered. Without a classifier, or when nothing is in scope: from the articles that were found for
// the customer's questions; the latest question counts most.
[[nodiscard]] protocol::Intent intent_of(const PacketInput& input);

} // namespace tandem::bot
