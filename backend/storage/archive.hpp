#pragma once

#include "backend/storage/projection.hpp"
#include "backend/util/asio.hpp"
#include "shared/base/result.hpp"

#include <memory>
#include <vector>

namespace tandem::storage {

// An event before it has its place in the log.
struct EventDraft
{
    Actor actor;
    EventData data;
    std::optional<ClientMsgId> client_msg_id;
    std::optional<WallTime> sent_at;
    friend bool operator==(const EventDraft&, const EventDraft&) = default;
};

struct Append
{
    ConversationId conversation_id;
    std::optional<Epoch> expected_epoch; // the fence: refused with stale_epoch unless it is the current one
    std::vector<EventDraft> drafts;      // one to eight, stored together or not at all, in this order
    WallTime at = 0;

    // The record as this caller last had it from the archive, if it has it: saves the archive a look. That
    // others have appended since is noticed and does no harm.
    std::shared_ptr<const ConversationRecord> known = {};

    // Nobody waits for this one: it may be stored a little later (hundredths of a second), together with
    // others.
    bool patient = false;
};

struct Appended
{
    std::vector<Event> events; // as stored, with seq and epoch
    bool repeated = false;     // true: these were stored by an earlier call with the same client message id
    ConversationRecord record; // after the last event of the log
};

// Where conversations are kept: the truth of the whole system. Everything else is a reader of it.
//
// Promises of every implementation, held by tests/contract/archive:
// - append and create are atomic, and durable (fsync) before they return. When they return an error other
//   than `unavailable`, nothing was stored; after `unavailable` the same call must be repeated to find out.
// - `seq` of one conversation is 1, 2, 3 … without a gap, in commit order. `owner_epoch` grows by one with
//   each event that names a new owner, starting with 1 for the creation.
// - A draft's client message id is unique per (conversation, actor kind, actor id). The same id with the
//   same content returns the stored event with `repeated`, and the other drafts of that call are not stored
//   again; with other content it is idempotency_conflict. Content means the event's type and what the
//   sender said (text, note, rating …), not what the server adds and may add differently the next time
//   (packet, previous owner, sources): content_hash in append_rules.hpp. A repeat is recognised before the
//   fence is checked: a retry of what succeeded succeeds, whoever owns the conversation by then.
// - At most one message per (conversation, turn): a second is refused with wrong_state.
//
// Errors common to all: unavailable, deadline_exceeded, overloaded (too much waits), internal (what is
// stored cannot be read, or this one append cannot be stored), bad_request (an append that no caller should
// make, or a text with U+0000: prepare_append in append_rules.hpp). Callable from any executor; resumes on
// the caller's.
class Archive
{
public:
    virtual ~Archive() = default;

    // Starts a conversation. The first draft is a ConversationCreated and carries the client message id;
    // the id of the conversation is chosen by the caller. Repeated for the same customer and client message
    // id it returns the first event of the first call's conversation; the content compared is that of all
    // drafts, for the customer's words stand in the second. Errors: idempotency_conflict, also when the id
    // is another conversation's.
    [[nodiscard]] virtual Task<Result<Appended>> create(Append request) = 0;

    // Errors: not_found, stale_epoch, idempotency_conflict, wrong_state.
    [[nodiscard]] virtual Task<Result<Appended>> append(Append request) = 0;

    // Events after `after_seq`, ordered and gapless, at most `limit`; empty when there are none. Errors:
    // not_found.
    [[nodiscard]] virtual Task<Result<std::vector<Event>>>
    read(ConversationId id, Seq after_seq, std::size_t limit) = 0;

    // Errors: not_found.
    [[nodiscard]] virtual Task<Result<ConversationRecord>> load(ConversationId id) = 0;

    // Conversations that are open (is_open), ordered by id, after the given one (empty: from the start). A
    // page shorter than `limit` is the last.
    [[nodiscard]] virtual Task<Result<std::vector<ConversationRecord>>>
    open_conversations(ConversationId after, std::size_t limit) = 0;

    // A customer's conversations, newest first.
    [[nodiscard]] virtual Task<Result<std::vector<ConversationRecord>>>
    of_customer(CustomerId id, std::size_t limit) = 0;

    // The whole archive, conversation by conversation in id order, for `verify`. `visit` gets the stored
    // record and the whole log; it is called on a thread of the archive's.
    using Visit = std::function<void(const ConversationRecord&, const std::vector<Event>&)>;
    [[nodiscard]] virtual Task<Result<void>> for_each(Visit visit) = 0;
};

} // namespace tandem::storage
