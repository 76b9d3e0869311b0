#include "backend/storage/projection.hpp"

#include "shared/text/code_points.hpp"

#include <algorithm>

namespace tandem::storage {

namespace {

constexpr std::size_t snippet_length = 140;

struct Fold
{
    ConversationRecord& record;
    const Event& event;

    void change_owner(const Owner& owner)
    {
        record.owner = owner;
        record.owner_name = owner.kind == OwnerKind::agent ? event.actor.name : std::string();
        record.failed_turns = 0;
        if (owner.kind == OwnerKind::queue) {
            record.queue = owner.id;
            if (!record.waiting_since) record.waiting_since = event.at;
        } else if (owner.kind != OwnerKind::offered) {
            record.waiting_since.reset();
        }
    }

    void operator()(const ConversationCreated& data)
    {
        record.conversation_id = event.conversation_id;
        record.customer = data.customer;
        record.page = data.page;
        record.created_at = event.at;
        record.last_at = event.at;
        record.lifecycle = Lifecycle::active;
        change_owner(data.owner);
    }

    void operator()(const MessageAccepted& data)
    {
        record.last_at = event.at;
        record.last_actor = event.actor.kind;
        record.last_text = text::first_code_points(data.text, snippet_length);
        if (event.actor.kind == ActorKind::customer) {
            if (record.first_text.empty()) record.first_text = record.last_text;
            record.open_question = event.seq;
            if (record.lifecycle == Lifecycle::waiting_customer) record.lifecycle = Lifecycle::active;
        } else if (event.actor.kind == ActorKind::agent) {
            record.open_question = 0;
        } else if (data.turn && !data.interrupted) {
            // An answer closes the question it was for; a newer one stays open.
            if (record.open_question <= *data.turn) record.open_question = 0;
            record.failed_turns = data.outcome == AnswerOutcome::unanswered ? record.failed_turns + 1 : 0;
        }
    }

    void operator()(const NoteAdded&) {}

    void operator()(const ConversationEscalated& data)
    {
        record.trigger = data.trigger;
        record.reason_text = data.reason_text;
        change_owner(data.owner);
    }
    void operator()(const ConversationOffered& data) { change_owner(data.owner); }
    void operator()(const ConversationAccepted& data) { change_owner(data.owner); }
    void operator()(const ConversationDeclined& data) { change_owner(data.owner); }
    void operator()(const ConversationTakenOver& data)
    {
        if (data.packet) {
            record.trigger = data.packet->trigger;
            record.reason_text = data.packet->reason_text;
        }
        change_owner(data.owner);
    }
    void operator()(const ConversationTransferred& data)
    {
        // Somebody who was passed on has waited since they asked, not since they were passed on.
        const bool asked = data.owner.kind == OwnerKind::queue && record.last_actor == ActorKind::customer;
        change_owner(data.owner);
        if (asked && record.waiting_since)
            record.waiting_since = std::min(*record.waiting_since, record.last_at);
    }
    void operator()(const ConversationHandedBack& data)
    {
        // The bot goes on with what is open; its answer is a turn of its own, named by this event.
        if (record.open_question != 0) record.open_question = event.seq;
        change_owner(data.owner);
    }

    void operator()(const ConversationResolved& data)
    {
        record.rated = record.owner;
        record.lifecycle = Lifecycle::resolved;
        record.open_question = 0;
        change_owner(data.owner);
    }
    void operator()(const ConversationReopened& data)
    {
        record.lifecycle = Lifecycle::active;
        record.trigger = Trigger::unknown;
        record.reason_text.clear();
        change_owner(data.owner);
    }
    void operator()(const ConversationAbandoned& data)
    {
        record.lifecycle = Lifecycle::abandoned;
        change_owner(data.owner);
    }
    void operator()(const CsatAnswered&) {}
    void operator()(const EventHidden&) {}
    void operator()(const EventUnknown&) {}
};

} // namespace

void apply(ConversationRecord& record, const Event& event)
{
    std::visit(Fold{record, event}, event.data);
    record.last_seq = event.seq;
    record.owner_epoch = event.owner_epoch;
}

ConversationSummary summary_of(const ConversationRecord& record)
{
    return {
        .conversation_id = record.conversation_id,
        .customer_id = record.customer.id,
        .customer_name = record.customer.name,
        .owner = record.owner,
        .owner_name = record.owner_name,
        .owner_epoch = record.owner_epoch,
        .lifecycle = record.lifecycle,
        .last_seq = record.last_seq,
        .last_at = record.last_at,
        .last_actor = record.last_actor,
        .last_text = record.last_text,
        .waiting_since = record.waiting_since,
        .language = record.customer.language,
        .queue = record.queue,
        .trigger = record.trigger,
        .reason_text = record.reason_text,
    };
}

bool is_open(Lifecycle lifecycle) noexcept
{
    return lifecycle == Lifecycle::active || lifecycle == Lifecycle::waiting_customer ||
           lifecycle == Lifecycle::snoozed;
}

} // namespace tandem::storage
