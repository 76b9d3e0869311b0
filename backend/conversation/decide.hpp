#pragma once

#include "backend/conversation/commands.hpp"
#include "backend/storage/archive.hpp"

namespace tandem::conversation {

using storage::EventDraft;

struct Rules
{
    std::string default_queue = "support";
    Millis reopen_window{std::chrono::hours(24)
    }; // after it, a customer who writes begins a new conversation
};

// What a command amounts to. Drafts are stored together, in this order, behind the fence.
struct Decision
{
    std::optional<Epoch> expected_epoch;
    std::vector<EventDraft> drafts;
    std::size_t main = 0;      // the draft whose seq the sender is told
    bool ends_turn = false;    // a bot's answer in progress is cut off
    bool needs_packet = false; // the main draft gets a handoff packet before it is stored
    bool starts_turn = false;  // the bot answers next
    friend bool operator==(const Decision&, const Decision&) = default;
};

// What may happen to a conversation and what follows from it: the ownership and lifecycle rules of the
// product, as a pure function of the record, the command and the time. Errors: not_found, forbidden,
// not_owner, stale_epoch, already_taken, wrong_state.
[[nodiscard]] Result<Decision> decide(
    const ConversationRecord& record,
    const Caller& caller,
    const Command& command,
    WallTime now,
    const Rules& rules
);

} // namespace tandem::conversation
