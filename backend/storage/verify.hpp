#pragma once

#include "backend/storage/projection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::storage {

// What can be wrong with a stored conversation. Each kind has a stable name, for scripts.
enum class Fault {
    wrong_conversation,   // an event bears another conversation's id
    no_creation,          // the log is empty, or does not begin with the creation
    second_creation,      // a creation further down
    gap,                  // seq is not 1, 2, 3 …
    wrong_epoch,          // owner_epoch does not grow by one with each new owner, and only then
    second_answer,        // two messages for one turn
    answer_to_nothing,    // a message for a turn that neither the customer nor a hand-back began before it
    bot_over_person,      // the bot answers though it is not the owner, or speaks though a person is
    second_client_msg_id, // one client message id of one sender on two events
    projection,           // the stored record is not the fold of the log
};

[[nodiscard]] std::string_view fault_name(Fault fault) noexcept;

struct Finding
{
    Fault fault = Fault::projection;
    ConversationId conversation_id;
    Seq seq = 0;        // of the event, 0 when it is about the record
    std::string detail; // for people; never message text
};

// Checks a record and its whole log, in the order of storage, against each other and against the rules of
// the log. Empty when all is well. Pure.
[[nodiscard]] std::vector<Finding> verify(const ConversationRecord& stored, const std::vector<Event>& log);

} // namespace tandem::storage
