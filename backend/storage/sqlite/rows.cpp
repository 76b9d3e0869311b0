#include "backend/storage/sqlite/rows.hpp"

#include "shared/protocol/codec.hpp"

namespace tandem::storage::sqlite {

namespace {

OwnerKind owner_kind(Columns& row) { return owner_kind_from(row.text()).value_or(OwnerKind::none); }
ActorKind actor_kind(Columns& row) { return actor_kind_from(row.text()).value_or(ActorKind::unknown); }
Lifecycle lifecycle(Columns& row) { return lifecycle_from(row.text()).value_or(Lifecycle::unknown); }
Trigger trigger(Columns& row) { return trigger_from(row.text()).value_or(Trigger::unknown); }

Owner owner(Columns& row)
{
    Owner value;
    value.kind = owner_kind(row);
    value.id = row.text();
    return value;
}

CustomerProfile customer(CustomerId id, Columns& row)
{
    CustomerProfile value;
    value.id = std::move(id);
    value.name = row.text();
    value.email = row.text();
    value.verified = row.number() != 0;
    value.language = row.text();
    return value;
}

PageContext page(Columns& row)
{
    PageContext value;
    value.url = row.text();
    value.title = row.text();
    value.referrer = row.text();
    return value;
}

} // namespace

void bind_record(Binder& to, const ConversationRecord& record)
{
    to.text(record.conversation_id.value)
        .text(record.customer.id.value)
        .number(record.created_at)
        .text(record.customer.name)
        .text(record.customer.email)
        .number(record.customer.verified ? 1 : 0)
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

std::string select_record(std::string_view rest)
{
    std::string sql = "SELECT ";
    sql.append(record_identity)
        .append(", ")
        .append(record_state)
        .append(" FROM conversation ")
        .append(rest);
    return sql;
}

ConversationRecord read_record(SQLite::Statement& statement)
{
    Columns row(statement);
    ConversationRecord record;
    record.conversation_id = ConversationId(row.text());
    CustomerId customer_id(row.text());
    record.created_at = row.number();
    record.customer = customer(std::move(customer_id), row);
    record.page = page(row);
    record.owner = owner(row);
    record.owner_name = row.text();
    record.owner_epoch = row.number<Epoch>();
    record.lifecycle = lifecycle(row);
    record.last_seq = row.number<Seq>();
    record.last_at = row.number();
    record.last_actor = actor_kind(row);
    record.first_text = row.text();
    record.last_text = row.text();
    record.waiting_since = row.optional_number();
    record.queue = row.text();
    record.trigger = trigger(row);
    record.reason_text = row.text();
    record.open_question = row.number<Seq>();
    record.failed_turns = row.number<int>();
    record.rated = owner(row);
    return record;
}

Result<Event> read_event(SQLite::Statement& statement)
{
    Columns row(statement);
    Event event;
    event.conversation_id = ConversationId(row.text());
    event.seq = row.number<Seq>();
    event.at = row.number();
    event.sent_at = row.optional_number();
    event.owner_epoch = row.number<Epoch>();
    event.actor.kind = actor_kind(row);
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

AgentRecord read_agent(SQLite::Statement& statement)
{
    Columns row(statement);
    AgentRecord agent;
    agent.agent_id = AgentId(row.text());
    agent.login = row.text();
    agent.name = row.text();
    agent.role = role_from(row.text()).value_or(Role::unknown);
    agent.disabled = row.number() != 0;
    agent.password_hash = row.text();
    agent.created_at = row.number();
    return agent;
}

} // namespace tandem::storage::sqlite
