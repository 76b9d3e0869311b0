#pragma once

#include "shared/base/errc.hpp"
#include "shared/protocol/events.hpp"

#include <string>
#include <variant>
#include <vector>

// What a client of a test lived through: what it sent, what it was told about it, what it was shown.
// Written while it happens, by the tests' own clients, and checked against the stored logs afterwards
// (checker.hpp).

namespace tandem::history {

// A command is about to leave for the first time. Retries under the same id are not noted.
struct Invoked
{
    ClientMsgId id;
    std::string type;                 // of the command: "message.send"
    ConversationId conversation_id;   // empty for conversation.start
    std::string text_hash;            // hash_of_text of what is said; empty when nothing is
    std::optional<Epoch> owner_epoch; // the epoch that the sender believed in
    friend bool operator==(const Invoked&, const Invoked&) = default;
};

// It was told `accepted`.
struct Accepted
{
    ClientMsgId id;
    ConversationId conversation_id;
    Seq seq = 0;
    friend bool operator==(const Accepted&, const Accepted&) = default;
};

// It was told `rejected`, for good: a client that may retry does, and notes what comes of that. What is
// noted neither as accepted nor as rejected is unknown, and may have happened or not.
struct Rejected
{
    ClientMsgId id;
    Errc code = Errc::internal;
    friend bool operator==(const Rejected&, const Rejected&) = default;
};

// It starts to show a conversation, on an empty screen, with what comes after `after_seq`.
struct Opened
{
    ConversationId conversation_id;
    Seq after_seq = 0;
    friend bool operator==(const Opened&, const Opened&) = default;
};

// It put an event on the screen.
struct Shown
{
    ConversationId conversation_id;
    Seq seq = 0;
    std::string type;
    std::string text_hash;                // of the words in it
    std::vector<std::string> inner_parts; // names of members that are for the house only and were not empty
    friend bool operator==(const Shown&, const Shown&) = default;
};

// It shows the conversation no more, or lost its connection and never came back: what came later is not its
// concern.
struct Left
{
    ConversationId conversation_id;
    friend bool operator==(const Left&, const Left&) = default;
};

using Entry = std::variant<Invoked, Accepted, Rejected, Opened, Shown, Left>;

// One client's, in the order of its own experience.
struct Ledger
{
    std::string client; // a name for people
    protocol::ActorKind kind = protocol::ActorKind::unknown;
    std::string actor_id; // of its actor in the log: a customer's or an agent's id
    std::vector<Entry> entries;
};

// SHA-256 of the words; empty for none.
[[nodiscard]] std::string hash_of_text(std::string_view text);

// What is to be noted about an event as it came over the wire, or as it is stored.
[[nodiscard]] Shown shown(const protocol::Event& event);

// True for events that customers may not know of: they are shown event.hidden in their place.
[[nodiscard]] bool is_inner(const protocol::EventData& data) noexcept;

} // namespace tandem::history
