#include "backend/storage/sqlite/append_statements.hpp"

#include "backend/storage/sqlite/rows.hpp"
#include "shared/protocol/codec.hpp"

#include <ranges>

namespace tandem::storage::sqlite {

namespace {

std::string select_event(std::string_view rest)
{
    std::string sql = "SELECT ";
    sql.append(event_columns).append(", content_hash FROM event ").append(rest);
    return sql;
}

// "?first, … ?last"
std::string parameters(int first, int last)
{
    std::string out;
    for (int i = first; i <= last; ++i)
        out += (i == first ? "?" : ", ?") + std::to_string(i);
    return out;
}

std::string insert_record_sql()
{
    std::string sql = "INSERT INTO conversation (";
    sql.append(record_identity).append(", ").append(record_state).append(", client_msg_id) VALUES (");
    return sql + parameters(1, record_count + 1) + ")";
}

// Column by column: SQLite would run "(a, b) = (?, ?)" through a temporary table.
std::string update_record_sql()
{
    std::string sql = "UPDATE conversation SET ";
    int parameter = record_identity_count;
    for (const auto column : std::views::split(record_state, std::string_view(", "))) {
        if (parameter > record_identity_count) sql += ", ";
        sql.append(std::string_view(column)).append(" = ?").append(std::to_string(++parameter));
    }
    return sql + " WHERE conversation_id = ?1";
}

} // namespace

AppendStatements::AppendStatements(SQLite::Database& database)
    : find_record_(database, select_record("WHERE conversation_id = ?")),
      find_creation_(database, select_record("WHERE customer_id = ? AND client_msg_id = ?")),
      find_stored_(
          database,
          select_event("WHERE conversation_id = ? AND actor_kind = ? AND actor_id = ? AND client_msg_id = ?"
          )
      ),
      find_first_(database, select_event("WHERE conversation_id = ? AND seq = 1")),
      find_answer_(database, "SELECT 1 FROM event WHERE conversation_id = ? AND turn = ?"),
      insert_record_(database, insert_record_sql()),
      update_record_(database, update_record_sql()),
      insert_event_(
          database,
          "INSERT INTO event (conversation_id, seq, at, sent_at, owner_epoch, actor_kind, actor_id, "
          "actor_name, client_msg_id, content_hash, type, turn, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
          "?, ?, ?, ?)"
      )
{}

Result<Appended> AppendStatements::create(const PreparedAppend& creation)
{
    auto repeated = find_repeated_creation(creation);
    if (!repeated) return fail(repeated);
    if (*repeated) return std::move(**repeated);
    if (find_record(creation.request.conversation_id)) {
        return fail(Errc::idempotency_conflict, "the id belongs to another conversation");
    }

    auto created = decide_creation(creation);
    {
        Use insert(insert_record_);
        const auto& first = creation.request.drafts.front();
        Binder values(*insert);
        bind_record(values, created.record);
        values.text_or_null(first.client_msg_id ? &first.client_msg_id->value : nullptr);
        insert->exec();
    }
    insert_events(creation, created.events);
    return created;
}

Result<Appended> AppendStatements::append(const PreparedAppend& append)
{
    auto record = find_record(append.request.conversation_id);
    if (!record) return fail(Errc::not_found);

    auto appended = decide_append(append, std::move(*record), *this);
    if (!appended || appended->repeated) return appended;
    insert_events(append, appended->events);
    {
        Use update(update_record_);
        Binder values(*update);
        bind_record(values, appended->record);
        update->exec();
    }
    return appended;
}

std::optional<ConversationRecord> AppendStatements::find_record(const ConversationId& id)
{
    Use find(find_record_);
    Binder(*find).text(id.value);
    if (!find->executeStep()) return std::nullopt;
    return read_record(*find);
}

Result<std::optional<StoredEvent>>
AppendStatements::find_stored(const ConversationId& id, const EventDraft& draft)
{
    Use find(find_stored_);
    Binder(*find)
        .text(id.value)
        .name(name_of(draft.actor.kind))
        .text(draft.actor.id)
        .text(draft.client_msg_id->value);
    if (!find->executeStep()) return std::nullopt;
    auto event = read_event(*find);
    if (!event) return fail(event);
    return StoredEvent{
        .content_hash = find->getColumn(event_column_count).getString(), .event = std::move(*event)
    };
}

Result<std::optional<Appended>> AppendStatements::find_repeated_creation(const PreparedAppend& creation)
{
    const auto& first = creation.request.drafts.front();
    if (!first.client_msg_id) return std::nullopt;
    std::optional<ConversationRecord> record;
    {
        Use find(find_creation_);
        Binder(*find)
            .text(std::get<ConversationCreated>(first.data).customer.id.value)
            .text(first.client_msg_id->value);
        if (!find->executeStep()) return std::nullopt;
        record = read_record(*find);
    }
    Use find(find_first_);
    Binder(*find).text(record->conversation_id.value);
    if (!find->executeStep())
        return fail(Errc::internal, "no first event in " + record->conversation_id.value);
    std::string content_hash = find->getColumn(event_column_count).getString();
    auto event = read_event(*find);
    if (!event) return fail(event);
    auto repeated = repeated_creation(
        creation, std::move(*record), {.content_hash = std::move(content_hash), .event = std::move(*event)}
    );
    if (!repeated) return fail(repeated);
    return std::move(*repeated);
}

bool AppendStatements::has_answer(const ConversationId& id, Seq turn)
{
    Use find(find_answer_);
    Binder(*find).text(id.value).number(turn);
    return find->executeStep();
}

void AppendStatements::insert_events(const PreparedAppend& append, const std::vector<Event>& events)
{
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& event = events[i];
        const auto* id = event.client_msg_id ? &event.client_msg_id->value : nullptr;
        Use insert(insert_event_);
        Binder(*insert)
            .text(event.conversation_id.value)
            .number(event.seq)
            .number(event.at)
            .number_or_null(event.sent_at)
            .number(event.owner_epoch)
            .name(name_of(event.actor.kind))
            .text(event.actor.id)
            .text(event.actor.name)
            .text_or_null(id)
            .text_or_null(id != nullptr ? &append.content_hashes[i] : nullptr)
            .name(event_type(event.data))
            .number_or_null(turn_of(event.data))
            .text(append.data[i]);
        insert->exec();
    }
}

} // namespace tandem::storage::sqlite
