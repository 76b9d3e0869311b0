#pragma once

#include "backend/storage/directory.hpp"
#include "backend/storage/projection.hpp"
#include "shared/base/result.hpp"
#include "shared/protocol/codec.hpp"

#include <string>
#include <string_view>

// Rows to values and back, for every SQL database. The column lists and the functions beside them go
// together, in the same order.
//
// What a database brings: a Binder, which takes values in order (text, name, number, number_or_null,
// text_or_null, flag), and Columns, which give them in order (text, number<Integer>, optional_number,
// optional_text, flag).

namespace tandem::storage::rows {

// What the creation fixes for good, and what goes on changing.
inline constexpr std::string_view record_identity = "conversation_id, customer_id, created_at";
inline constexpr std::string_view record_state =
    "customer_name, customer_email, customer_verified, customer_language, page_url, page_title, "
    "page_referrer, "
    "owner_kind, owner_id, owner_name, owner_epoch, lifecycle, last_seq, last_at, last_actor, first_text, "
    "last_text, "
    "waiting_since, queue, \"trigger\", reason_text, open_question, failed_turns, rated_kind, rated_id";
inline constexpr int record_identity_count = 3;
inline constexpr int record_count = 28; // both together

// `SELECT … FROM conversation` and what follows.
[[nodiscard]] inline std::string select_record(std::string_view rest)
{
    std::string sql = "SELECT ";
    sql.append(record_identity).append(", ").append(record_state);
    return sql.append(" FROM conversation ").append(rest);
}

inline constexpr std::string_view event_columns =
    "conversation_id, seq, at, sent_at, owner_epoch, actor_kind, actor_id, actor_name, client_msg_id, "
    "type, data";
inline constexpr int event_column_count = 11;

inline constexpr std::string_view agent_columns =
    "agent.agent_id, login, agent.name, role, disabled, password_hash, agent.created_at";

// Both parts, in the order given.
template <class Binder>
void bind_record(Binder& to, const ConversationRecord& record)
{
    to.text(record.conversation_id.value)
        .text(record.customer.id.value)
        .number(record.created_at)
        .text(record.customer.name)
        .text(record.customer.email)
        .flag(record.customer.verified)
        .text(record.customer.language)
        .text(record.page.url)
        .text(record.page.title)
        .text(record.page.referrer)
        .name(name_of(record.owner.kind))
        .text(record.owner.id)
        .text(record.owner_name)
        .number(record.owner_epoch)
        .name(name_of(record.lifecycle))
        .number(record.last_seq)
        .number(record.last_at)
        .name(name_of(record.last_actor))
        .text(record.first_text)
        .text(record.last_text)
        .number_or_null(record.waiting_since)
        .text(record.queue)
        .name(name_of(record.trigger))
        .text(record.reason_text)
        .number(record.open_question)
        .number(record.failed_turns)
        .name(name_of(record.rated.kind))
        .text(record.rated.id);
}

template <class Columns>
Owner read_owner(Columns& row)
{
    Owner value;
    value.kind = owner_kind_from(row.text()).value_or(OwnerKind::none);
    value.id = row.text();
    return value;
}

template <class Columns>
ConversationRecord read_record(Columns& row)
{
    ConversationRecord record;
    record.conversation_id = ConversationId(row.text());
    record.customer.id = CustomerId(row.text());
    record.created_at = row.number();
    record.customer.name = row.text();
    record.customer.email = row.text();
    record.customer.verified = row.flag();
    record.customer.language = row.text();
    record.page.url = row.text();
    record.page.title = row.text();
    record.page.referrer = row.text();
    record.owner = read_owner(row);
    record.owner_name = row.text();
    record.owner_epoch = row.template number<Epoch>();
    record.lifecycle = lifecycle_from(row.text()).value_or(Lifecycle::unknown);
    record.last_seq = row.template number<Seq>();
    record.last_at = row.number();
    record.last_actor = actor_kind_from(row.text()).value_or(ActorKind::unknown);
    record.first_text = row.text();
    record.last_text = row.text();
    record.waiting_since = row.optional_number();
    record.queue = row.text();
    record.trigger = trigger_from(row.text()).value_or(Trigger::unknown);
    record.reason_text = row.text();
    record.open_question = row.template number<Seq>();
    record.failed_turns = row.template number<int>();
    record.rated = read_owner(row);
    return record;
}

// Errors: internal, when a stored event cannot be understood.
template <class Columns>
Result<Event> read_event(Columns& row)
{
    Event event;
    event.conversation_id = ConversationId(row.text());
    event.seq = row.template number<Seq>();
    event.at = row.number();
    event.sent_at = row.optional_number();
    event.owner_epoch = row.template number<Epoch>();
    event.actor.kind = actor_kind_from(row.text()).value_or(ActorKind::unknown);
    event.actor.id = row.text();
    event.actor.name = row.text();
    if (auto id = row.optional_text()) event.client_msg_id = ClientMsgId(std::move(*id));
    const std::string type = row.text();
    auto data = decode_data(type, row.text());
    if (!data) {
        return fail(
            Errc::internal,
            "event " + std::to_string(event.seq) + " of " + event.conversation_id.value + " cannot be read"
        );
    }
    event.data = std::move(*data);
    return event;
}

template <class Columns>
AgentRecord read_agent(Columns& row)
{
    AgentRecord agent;
    agent.agent_id = AgentId(row.text());
    agent.login = row.text();
    agent.name = row.text();
    agent.role = role_from(row.text()).value_or(Role::unknown);
    agent.disabled = row.flag();
    agent.password_hash = row.text();
    agent.created_at = row.number();
    return agent;
}

} // namespace tandem::storage::rows
