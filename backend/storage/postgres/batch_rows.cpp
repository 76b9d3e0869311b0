#include "backend/storage/postgres/batch_rows.hpp"

#include "backend/storage/postgres/rows.hpp"

#include <algorithm>

namespace tandem::storage::postgres {

namespace {

// The types of the columns of `rows::record_identity` and `record_state`, then client_msg_id, is_new and
// seq_before.
constexpr std::string_view record_types[] = {
    "text", "text", "bigint", "text",    "text",   "boolean", "text", "text",    "text",   "text",   "text",
    "text", "text", "bigint", "text",    "bigint", "bigint",  "text", "text",    "text",   "bigint", "text",
    "text", "text", "bigint", "integer", "text",   "text",    "text", "boolean", "bigint",
};
static_assert(std::size(record_types) == rows::record_count + 3);

constexpr std::string_view logged_columns =
    "conversation_id, seq, at, sent_at, owner_epoch, actor_kind, actor_id, actor_name, client_msg_id, "
    "content_hash, type, turn, data, append_id";
constexpr std::string_view logged_types[] = {
    "text",
    "bigint",
    "bigint",
    "bigint",
    "bigint",
    "text",
    "text",
    "text",
    "text",
    "text",
    "text",
    "bigint",
    "text",
    "bigint",
};

// "$first::type[], …"
std::string unnested(std::span<const std::string_view> types, std::size_t first)
{
    std::string out = "unnest(";
    for (std::size_t i = 0; i < types.size(); ++i) {
        out += (i > 0 ? ", $" : "$") + std::to_string(first + i) + "::";
        out.append(types[i]).append("[]");
    }
    return out + ")";
}

// "column = given.column, …"
std::string assigned(std::string_view columns)
{
    std::string out;
    while (!columns.empty()) {
        const auto comma = std::min(columns.find(", "), columns.size());
        const auto column = columns.substr(0, comma);
        if (!out.empty()) out += ", ";
        out.append(column).append(" = given.").append(column);
        columns.remove_prefix(std::min(comma + 2, columns.size()));
    }
    return out;
}

std::string record_columns()
{
    std::string columns(rows::record_identity);
    return columns.append(", ").append(rows::record_state).append(", client_msg_id");
}

// "given AS (…)": the records.
std::string given()
{
    return "given AS (SELECT * FROM " + unnested(record_types, 1) + " AS given (" + record_columns() +
           ", is_new, seq_before))";
}

std::string logged() { return unnested(logged_types, std::size(record_types) + 1); }

constexpr auto counts_written =
    " SELECT (SELECT count(*) FROM created) + (SELECT count(*) FROM updated), (SELECT count(*) FROM "
    "logged)";

const std::string* id_of(const EventDraft& draft)
{
    return draft.client_msg_id ? &draft.client_msg_id->value : nullptr;
}

} // namespace

BatchRows::BatchRows() : records_(std::size(record_types)), events_(std::size(logged_types)) {}

void BatchRows::add(const WriteRequest& request, const Appended& appended)
{
    const auto& drafts = request.append.request.drafts;
    rows::bind_record(records_, appended.record);
    records_.text_or_null(request.creation ? id_of(drafts.front()) : nullptr)
        .flag(request.creation)
        .number(appended.events.front().seq - 1);
    for (std::size_t i = 0; i < appended.events.size(); ++i) {
        const auto& event = appended.events[i];
        const auto* id = id_of(drafts[i]);
        events_.text(event.conversation_id.value)
            .number(event.seq)
            .number(event.at)
            .number_or_null(event.sent_at)
            .number(event.owner_epoch)
            .name(name_of(event.actor.kind))
            .text(event.actor.id)
            .text(event.actor.name)
            .text_or_null(id)
            .text_or_null(id != nullptr ? &request.append.content_hashes[i] : nullptr)
            .name(event_type(event.data))
            .number_or_null(turn_of(event.data))
            .text(request.append.data[i])
            .number(request.append_id);
    }
}

void BatchRows::move_to(std::vector<std::string>& parameters) &&
{
    std::move(records_).move_to(parameters);
    std::move(events_).move_to(parameters);
}

std::string BatchRows::write_sql()
{
    const auto columns = record_columns();
    const std::string log(logged_columns);
    return "WITH " + given() + ", created AS (INSERT INTO conversation (" + columns + ") SELECT " +
           columns +
           " FROM given WHERE is_new ON CONFLICT DO NOTHING RETURNING 1), "
           "updated AS (UPDATE conversation SET " +
           assigned(rows::record_state) +
           " FROM given WHERE NOT given.is_new AND conversation.conversation_id = given.conversation_id "
           "RETURNING 1), logged AS (INSERT INTO event (" +
           log + ") SELECT * FROM " + logged() + " ON CONFLICT DO NOTHING RETURNING 1)" + counts_written;
}

std::string BatchRows::write_known_sql()
{
    const auto columns = record_columns();
    const std::string log(logged_columns);
    return "WITH " + given() +
           ", locked AS (SELECT 1 FROM given JOIN conversation USING (conversation_id) WHERE NOT "
           "given.is_new AND conversation.last_seq = given.seq_before ORDER BY "
           "conversation.conversation_id FOR NO KEY UPDATE OF conversation), "
           "known AS (SELECT (SELECT count(*) FROM locked) = (SELECT count(*) FROM given WHERE NOT is_new) "
           "AS well), "
           "created AS (INSERT INTO conversation (" +
           columns + ") SELECT " + columns +
           " FROM given WHERE is_new AND (SELECT well FROM known) RETURNING 1), "
           "updated AS (UPDATE conversation SET " +
           assigned(rows::record_state) +
           " FROM given WHERE NOT given.is_new AND (SELECT well FROM known) AND "
           "conversation.conversation_id = given.conversation_id RETURNING 1), "
           "logged AS (INSERT INTO event (" +
           log + ") SELECT * FROM " + logged() + " WHERE (SELECT well FROM known) RETURNING 1)" +
           counts_written;
}

} // namespace tandem::storage::postgres
