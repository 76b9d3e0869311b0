#pragma once

#include "backend/storage/archive.hpp"

namespace tandem::storage {

// What every implementation of the Archive does alike, whatever the database. Pure.

// Refuses what no caller should ask for (bad_request): no draft or more than eight, a client message id
// twice in one call, a creation without ConversationCreated as its first draft or anything else with one.
[[nodiscard]] Result<void> check_shape(const Append& request, bool creation);

// Refuses an event that could not be read back from its JSON (bad_request), such as one with a number that
// is none: once in the log it would hide all that comes after it.
[[nodiscard]] Result<void> check_readable(const EventData& data, std::string_view json);

// What a retry must share with the first try: SHA-256 over the event's type and what the sender said. What
// the server adds by its own lights (a packet, the previous owner, sources) may differ from one try to the
// next and is left out.
[[nodiscard]] std::string content_hash(const EventData& data);

// Of a creation: over all its drafts, for the customer's first words stand in the second.
[[nodiscard]] std::string content_hash_of_creation(const std::vector<EventDraft>& drafts);

// Gives the drafts their places after what `record` has seen, and folds them into it.
[[nodiscard]] std::vector<Event> place(ConversationRecord& record, const Append& request);

// The turn a draft answers, if it is a message that answers one.
[[nodiscard]] std::optional<Seq> turn_of(const EventData& data) noexcept;

// An append with all that can be worked out before the database is asked.
struct PreparedAppend
{
    Append request;
    std::vector<std::string> data;           // each draft's data as JSON
    std::vector<std::string> content_hashes; // each draft's, empty when it has no client message id
};

// Errors: bad_request, by check_shape, by check_readable, or because a text has U+0000 in it, which not
// every database can keep.
[[nodiscard]] Result<PreparedAppend> prepare_append(Append request);
[[nodiscard]] Result<PreparedAppend> prepare_creation(Append request);

// An event as stored, with the hash that a repeat of it must have.
struct StoredEvent
{
    std::string content_hash; // empty when the event has no client message id
    Event event;
};

// What the log holds, for `decide_append`. Asked inside the transaction that has locked the conversation.
class LogLookup
{
public:
    virtual ~LogLookup() = default;

    // The event that the draft's sender stored with the draft's client message id.
    [[nodiscard]] virtual Result<std::optional<StoredEvent>>
    find_stored(const ConversationId& id, const EventDraft& draft) = 0;

    [[nodiscard]] virtual bool has_answer(const ConversationId& id, Seq turn) = 0;
};

// What becomes of an append to the conversation whose record this is: the answer to its caller, and unless
// `repeated`, the events and the record to store. The errors are those of Archive::append and of the
// lookup.
[[nodiscard]] Result<Appended>
decide_append(const PreparedAppend& append, ConversationRecord record, LogLookup& log);

// The same for a creation of which nothing is stored yet.
[[nodiscard]] Appended decide_creation(const PreparedAppend& creation);

// The answer to a creation whose customer and client message id began the conversation `record` with the
// event `first`. Errors: idempotency_conflict.
[[nodiscard]] Result<Appended>
repeated_creation(const PreparedAppend& creation, ConversationRecord record, StoredEvent first);

} // namespace tandem::storage
