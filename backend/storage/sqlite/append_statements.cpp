#include "backend/storage/sqlite/append_statements.hpp"

#include "backend/storage/append_rules.hpp"
#include "backend/storage/sqlite/rows.hpp"
#include "shared/protocol/codec.hpp"

#include <algorithm>
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

Result<PreparedAppend> prepare(Append request, bool creation)
{
    if (const auto shape = check_shape(request, creation); !shape) return fail(shape);
    PreparedAppend prepared;
    for (const auto& draft : request.drafts) {
        const auto& json = prepared.data.emplace_back(encode_data(draft.data));
        if (const auto readable = check_readable(draft.data, json); !readable) return fail(readable);
        prepared.content_hashes.push_back(draft.client_msg_id ? content_hash(draft.data) : std::string());
    }
    if (creation && request.drafts.front().client_msg_id) {
        prepared.content_hashes.front() = content_hash_of_creation(request.drafts);
    }
    prepared.request = std::move(request);
    return prepared;
}

} // namespace

Result<PreparedAppend> prepare_append(Append request) { return prepare(std::move(request), false); }
Result<PreparedAppend> prepare_creation(Append request) { return prepare(std::move(request), true); }

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

    ConversationRecord record;
    auto events = place(record, creation.request);
    {
        Use insert(insert_record_);
        const auto& first = creation.request.drafts.front();
        Binder values(*insert);
        bind_record(values, record);
        values.text_or_null(first.client_msg_id ? &first.client_msg_id->value : nullptr);
        insert->exec();
    }
    insert_events(creation, events);
    return Appended{.events = std::move(events), .repeated = false, .record = std::move(record)};
}

Result<Appended> AppendStatements::append(const PreparedAppend& append)
{
    const auto& request = append.request;
    auto record = find_record(request.conversation_id);
    if (!record) return fail(Errc::not_found);

    // A repeat comes before the fence: a retry of what succeeded succeeds, whoever owns the conversation by
    // now.
    auto repeated = find_repeated(append, *record);
    if (!repeated) return fail(repeated);
    if (*repeated) return std::move(**repeated);

    if (request.expected_epoch && *request.expected_epoch != record->owner_epoch)
        return fail(Errc::stale_epoch);
    std::vector<Seq> turns;
    for (const auto& draft : request.drafts) {
        const auto turn = turn_of(draft.data);
        if (!turn) continue;
        const bool twice = std::ranges::find(turns, *turn) != turns.end();
        if (twice || has_answer(request.conversation_id, *turn)) {
            return fail(Errc::wrong_state, "the turn has its message");
        }
        turns.push_back(*turn);
    }

    auto events = place(*record, request);
    insert_events(append, events);
    {
        Use update(update_record_);
        Binder values(*update);
        bind_record(values, *record);
        update->exec();
    }
    return Appended{.events = std::move(events), .repeated = false, .record = std::move(*record)};
}

std::optional<ConversationRecord> AppendStatements::find_record(const ConversationId& id)
{
    Use find(find_record_);
    Binder(*find).text(id.value);
    if (!find->executeStep()) return std::nullopt;
    return read_record(*find);
}

Result<std::optional<AppendStatements::Stored>>
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
    return Stored{
        .content_hash = find->getColumn(event_column_count).getString(), .event = std::move(*event)
    };
}

Result<std::optional<Appended>>
AppendStatements::find_repeated(const PreparedAppend& append, const ConversationRecord& record)
{
    std::vector<Event> events;
    for (std::size_t i = 0; i < append.request.drafts.size(); ++i) {
        const auto& draft = append.request.drafts[i];
        if (!draft.client_msg_id) continue;
        auto stored = find_stored(append.request.conversation_id, draft);
        if (!stored) return fail(stored);
        if (!*stored) continue;
        if ((*stored)->content_hash != append.content_hashes[i]) return fail(Errc::idempotency_conflict);
        events.push_back(std::move((*stored)->event));
    }
    if (events.empty()) return std::nullopt;
    return Appended{.events = std::move(events), .repeated = true, .record = record};
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
    if (find->getColumn(event_column_count).getString() != creation.content_hashes.front()) {
        return fail(Errc::idempotency_conflict);
    }
    auto event = read_event(*find);
    if (!event) return fail(event);
    return Appended{.events = {std::move(*event)}, .repeated = true, .record = std::move(*record)};
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
