#include "backend/conversation/decide.hpp"

namespace tandem::conversation {

namespace {

using storage::is_open;

Owner bot() { return {.kind = OwnerKind::bot, .id = {}}; }

struct Decide
{
    const ConversationRecord& record;
    const Caller& caller;
    WallTime now;
    const Rules& rules;

    bool owned_by_caller() const
    {
        return record.owner.kind == OwnerKind::agent && record.owner.id == caller.actor.id;
    }

    EventDraft draft(EventData data, const ClientMsgId& id, std::optional<WallTime> sent_at = {}) const
    {
        return {.actor = caller.actor, .data = std::move(data), .client_msg_id = id, .sent_at = sent_at};
    }

    // Ownership is given up by its holder, or by a supervisor for them.
    Result<void> may_release(Epoch seen) const
    {
        if (auto r = allowed(caller, Action::release, record); !r) return r;
        if (!is_open(record.lifecycle)) return fail(Errc::wrong_state, "not open");
        if (!owned_by_caller() && !is_supervisor(caller.role)) return fail(Errc::not_owner);
        if (seen != record.owner_epoch) return fail(Errc::stale_epoch);
        return {};
    }

    Result<Decision> operator()(const Start&) const { return fail(Errc::wrong_state, "exists already"); }

    Result<Decision> operator()(const Say& say) const
    {
        if (auto r = allowed(caller, Action::speak, record); !r) return fail(r);
        return caller.role == Role::customer ? customer_says(say) : agent_says(say);
    }

    Result<Decision> customer_says(const Say& say) const
    {
        Decision decision;
        Owner owner = record.owner;
        if (!is_open(record.lifecycle)) {
            if (now - record.last_at > rules.reopen_window.count()) return fail(Errc::wrong_state, "ended");
            owner = bot();
            decision.drafts.push_back(
                {.actor = {.kind = ActorKind::system, .id = {}, .name = {}},
                 .data = ConversationReopened{.owner = owner},
                 .client_msg_id = {},
                 .sent_at = {}}
            );
        }
        decision.main = decision.drafts.size();
        decision.drafts.push_back(draft(MessageAccepted{.text = say.text}, say.id, say.sent_at));
        decision.starts_turn = owner.kind == OwnerKind::bot;
        decision.ends_turn = true;
        // Customers carry no fence of their own; this one holds off a change of owner between decision and
        // commit, so that the bot is started only if it is still its turn.
        decision.expected_epoch = record.owner_epoch;
        return decision;
    }

    Result<Decision> agent_says(const Say& say) const
    {
        if (!is_open(record.lifecycle)) return fail(Errc::wrong_state, "not open");
        if (!owned_by_caller()) return fail(Errc::not_owner);
        if (say.owner_epoch && *say.owner_epoch != record.owner_epoch) return fail(Errc::stale_epoch);
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(MessageAccepted{.text = say.text}, say.id, say.sent_at)},
        };
    }

    Result<Decision> operator()(const AddNote& note) const
    {
        if (auto r = allowed(caller, Action::note, record); !r) return fail(r);
        return Decision{.drafts = {draft(NoteAdded{.text = note.text}, note.id)}};
    }

    Result<Decision> operator()(const RequestPerson& request) const
    {
        if (auto r = allowed(caller, Action::request_person, record); !r) return fail(r);
        if (!is_open(record.lifecycle)) return fail(Errc::wrong_state, "not open");
        if (record.owner.kind != OwnerKind::bot)
            return fail(Errc::wrong_state, "a person is there or on the way");
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(
                ConversationEscalated{
                    .owner = {.kind = OwnerKind::queue, .id = rules.default_queue},
                    .trigger = Trigger::customer_request,
                    .reason_text = "The customer pressed “Talk to a person”.",
                },
                request.id
            )},
            .ends_turn = true,
            .needs_packet = true,
        };
    }

    Result<Decision> operator()(const Accept& accept) const
    {
        if (auto r = allowed(caller, Action::accept, record); !r) return fail(r);
        if (!is_open(record.lifecycle)) return fail(Errc::wrong_state, "not open");
        switch (record.owner.kind) {
        case OwnerKind::queue:
            break;
        case OwnerKind::offered:
            if (record.owner.id != caller.actor.id)
                return fail(Errc::already_taken, "offered to somebody else");
            break;
        case OwnerKind::agent:
            return fail(Errc::already_taken);
        default:
            return fail(Errc::wrong_state, "not waiting");
        }
        if (accept.owner_epoch != record.owner_epoch) return fail(Errc::stale_epoch);
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(
                ConversationAccepted{.owner = {.kind = OwnerKind::agent, .id = caller.actor.id}}, accept.id
            )},
        };
    }

    Result<Decision> operator()(const TakeOver& take) const
    {
        if (auto r = allowed(caller, Action::take_over, record); !r) return fail(r);
        if (!is_open(record.lifecycle)) return fail(Errc::wrong_state, "not open");
        if (owned_by_caller()) return fail(Errc::wrong_state, "yours already");
        if (record.owner.kind == OwnerKind::agent && !is_supervisor(caller.role))
            return fail(Errc::already_taken);
        if (take.owner_epoch != record.owner_epoch) return fail(Errc::stale_epoch);
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(
                ConversationTakenOver{
                    .owner = {.kind = OwnerKind::agent, .id = caller.actor.id},
                    .from = record.owner,
                    .packet = {}
                },
                take.id
            )},
            .ends_turn = true,
            .needs_packet = true,
        };
    }

    Result<Decision> operator()(const HandBack& back) const
    {
        if (auto r = may_release(back.owner_epoch); !r) return fail(r);
        if (record.owner.kind != OwnerKind::agent) return fail(Errc::wrong_state, "no agent has it");
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(ConversationHandedBack{.owner = bot(), .note = back.note}, back.id)},
            .starts_turn = record.open_question != 0,
        };
    }

    Result<Decision> operator()(const Transfer& transfer) const
    {
        if (auto r = may_release(transfer.owner_epoch); !r) return fail(r);
        if (record.owner.kind == OwnerKind::queue) return fail(Errc::wrong_state, "waits already");
        const auto& queue = transfer.queue.empty() ? rules.default_queue : transfer.queue;
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(
                ConversationTransferred{
                    .owner = {.kind = OwnerKind::queue, .id = queue},
                    .from = record.owner,
                    .note = transfer.note
                },
                transfer.id
            )},
            .ends_turn = true,
        };
    }

    Result<Decision> operator()(const Resolve& resolve) const
    {
        if (auto r = may_release(resolve.owner_epoch); !r) return fail(r);
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(
                ConversationResolved{
                    .owner = {.kind = OwnerKind::none, .id = {}}, .survey = resolve.survey
                },
                resolve.id
            )},
            .ends_turn = true,
        };
    }

    Result<Decision> operator()(const CloseIdle& close) const
    {
        if (caller.actor.kind != ActorKind::system) return fail(Errc::forbidden);
        // Looked at again here: somebody may have written since it was found idle.
        const bool idle =
            is_open(record.lifecycle) && record.owner.kind == OwnerKind::bot && record.open_question == 0;
        if (!idle) return fail(Errc::wrong_state, "not idle");
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(
                ConversationResolved{.owner = {.kind = OwnerKind::none, .id = {}}, .survey = false},
                close.id
            )},
        };
    }

    Result<Decision> operator()(const Requeue& back) const
    {
        if (caller.actor.kind != ActorKind::system) return fail(Errc::forbidden);
        const bool still_theirs = is_open(record.lifecycle) && record.owner.kind == OwnerKind::agent &&
                                  record.owner.id == back.from.value;
        if (!still_theirs) return fail(Errc::wrong_state, "not theirs any more");
        return Decision{
            .expected_epoch = record.owner_epoch,
            .drafts = {draft(
                ConversationTransferred{
                    .owner =
                        {.kind = OwnerKind::queue,
                         .id = record.queue.empty() ? rules.default_queue : record.queue},
                    .from = record.owner,
                    .note = back.note
                },
                back.id
            )},
        };
    }

    Result<Decision> operator()(const Rate& rate) const
    {
        if (auto r = allowed(caller, Action::rate, record); !r) return fail(r);
        if (record.lifecycle != Lifecycle::resolved) return fail(Errc::wrong_state, "not resolved");
        if (rate.rating < 1 || rate.rating > 5) return fail(Errc::bad_request, "rating");
        return Decision{
            .drafts = {draft(
                CsatAnswered{.rating = rate.rating, .comment = rate.comment, .rated = record.rated}, rate.id
            )},
        };
    }
};

} // namespace

Result<Decision> decide(
    const ConversationRecord& record,
    const Caller& caller,
    const Command& command,
    WallTime now,
    const Rules& rules
)
{
    return std::visit(Decide{record, caller, now, rules}, command);
}

} // namespace tandem::conversation
