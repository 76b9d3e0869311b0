#pragma once

#include "shared/protocol/events.hpp"

namespace tandem::storage {

using namespace tandem::protocol; // the vocabulary of the log is the vocabulary of storage

// What the log of one conversation amounts to: the fold of its events. Stored beside the log in the same
// transaction, so that nobody has to read a whole log to know whose turn it is; `tandem verify` folds again
// and compares.
struct ConversationRecord
{
    ConversationId conversation_id;
    CustomerProfile customer;
    PageContext page;
    Owner owner;
    std::string owner_name;
    Epoch owner_epoch = 0;
    Lifecycle lifecycle = Lifecycle::unknown;
    Seq last_seq = 0;
    WallTime created_at = 0;
    WallTime last_at = 0; // of the last message
    ActorKind last_actor = ActorKind::unknown;
    std::string first_text;                // of the customer, at most 140 code points
    std::string last_text;                 // of anybody, likewise
    std::optional<WallTime> waiting_since; // since when the customer waits for a person
    std::string queue;
    Trigger trigger = Trigger::unknown;
    std::string reason_text;
    Seq open_question = 0; // what the next answer is for: the customer's last unanswered message, or the
                           // hand-back after it; 0 when nothing is open
    int failed_turns = 0;  // answers in a row that were none; a real answer or a new owner resets it
    Owner rated;           // who had it when it was resolved: whom a rating is about
    friend bool operator==(const ConversationRecord&, const ConversationRecord&) = default;
};

// Folds one event in. Events come in `seq` order, each once. Pure.
void apply(ConversationRecord& record, const Event& event);

// The row of the console's list for this record. `streaming` is not in the log; the caller adds it.
[[nodiscard]] ConversationSummary summary_of(const ConversationRecord& record);

// True while the conversation can get messages without being reopened.
[[nodiscard]] bool is_open(Lifecycle lifecycle) noexcept;

} // namespace tandem::storage
