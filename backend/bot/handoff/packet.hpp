#pragma once

#include "backend/bot/understanding/intents/intent_classifier.hpp"
#include "shared/protocol/events.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tandem::bot {

// What is known at the moment a conversation comes to a person.
struct PacketInput
{
    ConversationId conversation_id;
    protocol::CustomerProfile customer;
    protocol::PageContext page;
    Epoch owner_epoch = 0; // the epoch that begins with this handoff
    protocol::Trigger trigger = protocol::Trigger::unknown;
    std::string reason_text; // empty: a sentence is made from the trigger
    std::string queue;
    WallTime created_at = 0;
    std::vector<protocol::Event> events;           // the log so far, oldest first; the last 400 are enough
    std::optional<protocol::Interruption> partial; // a streaming answer was cut off by this handoff
    std::string unsent;                            // the rest of that answer, which nobody has seen
    std::vector<protocol::Source> considered; // found for the open question, although no answer was given
    std::vector<protocol::EarlierConversation> earlier;
    const IntentClassifier* intents = nullptr; // null: the intent is read from the articles alone
};

// Everything a person needs, read from the log: the intent, a summary whose every line cites its messages,
// the facts gathered, what the bot tried. Pure: the same input gives the same packet, byte for byte, and
// `packet_id` is the SHA-256 of its JSON with `packet_id` empty.
[[nodiscard]] protocol::HandoffPacket build_packet(const PacketInput& input);

} // namespace tandem::bot
