#pragma once

#include "backend/storage/projection.hpp"
#include "tests/support/history/ledger.hpp"

#include <string>
#include <vector>

namespace tandem::history {

// What must hold however many processes died, disks failed or networks lost things on the way.
enum class Invariant {
    I1, // what was accepted is in the log once, where the client was told, with its words; what was
        // rejected is not
    I2, // no client message id of one sender is in a log twice, nor started two conversations
    I3, // every log begins with its creation and is numbered 1, 2, 3 … without a gap, and its record is its
        // fold
    I4, // who has a conversation open at the end shows exactly its log, in order, each event once
    I5, // nobody was shown an event that is not in the log, or not so
    I6, // what one sender sent in order is in the log in order
    I7, // one owner at a time: epochs count changes of owner, of two who take one epoch one wins, agents
        // speak as owners
    I8, // at most one message for each turn of the bot, none while a person has the conversation
    I9, // nobody was shown what is not for them
};

// "I1"
[[nodiscard]] std::string_view name_of(Invariant invariant) noexcept;

struct Violation
{
    Invariant invariant = Invariant::I1;
    std::string client; // empty when it is about a log alone
    ConversationId conversation_id;
    Seq seq = 0;
    std::string detail; // for people
};

// One conversation as the archive has it (Archive::for_each).
struct StoredLog
{
    storage::ConversationRecord record;
    std::vector<protocol::Event> events;
};

// All that is wrong; empty when all is well. Run when nothing is on its way any more: I4 takes the screens
// as they are. Pure.
[[nodiscard]] std::vector<Violation>
check(const std::vector<Ledger>& ledgers, const std::vector<StoredLog>& logs);

} // namespace tandem::history
