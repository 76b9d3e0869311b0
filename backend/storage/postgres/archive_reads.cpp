#include "backend/storage/postgres/archive_reads.hpp"

#include "backend/storage/postgres/arrays.hpp"
#include "backend/storage/postgres/rows.hpp"

#include <limits>
#include <utility>

namespace tandem::storage::postgres {

namespace {

constexpr auto read_events = "read_events";
constexpr auto load_record = "load_record";
constexpr auto open_records = "open_records";
constexpr auto records_of_customer = "records_of_customer";
constexpr auto next_records = "next_records";
constexpr auto whole_logs = "whole_logs";

// Bounds what `next_logs` keeps in memory.
constexpr int logs_at_once = 32;

std::string select_events(std::string_view rest)
{
    std::string sql = "SELECT ";
    return sql.append(rows::event_columns).append(" FROM event ").append(rest);
}

std::int64_t as_number(std::uint64_t value)
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    return std::cmp_less(value, most) ? static_cast<std::int64_t>(value) : most;
}

std::vector<ConversationRecord> all_records(const pqxx::result& rows)
{
    std::vector<ConversationRecord> records;
    records.reserve(rows.size());
    for (const auto& row : rows)
        records.push_back(read_record(row));
    return records;
}

Result<std::vector<Event>> all_events(const pqxx::result& rows)
{
    std::vector<Event> events;
    events.reserve(rows.size());
    for (const auto& row : rows) {
        auto event = read_event(row);
        if (!event) return fail(event);
        events.push_back(std::move(*event));
    }
    return events;
}

} // namespace

ArchiveReads::ArchiveReads(pqxx::connection_base& connection) : connection_(connection)
{
    connection.prepare(
        read_events,
        select_events("WHERE conversation_id = $1 AND seq > $2::bigint ORDER BY seq LIMIT $3::bigint")
    );
    connection.prepare(load_record, rows::select_record("WHERE conversation_id = $1"));
    // The list of states is the one of the partial index, so that the index is used.
    connection.prepare(
        open_records,
        rows::select_record(
            "WHERE (lifecycle = 'active' OR lifecycle = 'waiting_customer' OR lifecycle = 'snoozed') "
            "AND conversation_id > $1 ORDER BY conversation_id LIMIT $2::bigint"
        )
    );
    connection.prepare(
        records_of_customer,
        rows::select_record(
            "WHERE customer_id = $1 ORDER BY created_at DESC, conversation_id DESC LIMIT $2::bigint"
        )
    );
    connection.prepare(
        next_records,
        rows::select_record("WHERE conversation_id > $1 ORDER BY conversation_id LIMIT $2::bigint")
    );
    connection.prepare(
        whole_logs, select_events("WHERE conversation_id = ANY ($1::text[]) ORDER BY conversation_id, seq")
    );
}

Result<std::vector<Event>> ArchiveReads::read(const ConversationId& id, Seq after_seq, std::size_t limit)
{
    const auto found =
        pqxx::nontransaction(connection_)
            .exec_prepared(read_events, parameter(id.value), as_number(after_seq), as_number(limit));
    // Only an empty answer leaves it open whether there is such a conversation.
    if (found.empty()) {
        if (const auto record = load(id); !record) return fail(record);
    }
    return all_events(found);
}

Result<ConversationRecord> ArchiveReads::load(const ConversationId& id)
{
    const auto found = pqxx::nontransaction(connection_).exec_prepared(load_record, parameter(id.value));
    if (found.empty()) return fail(Errc::not_found);
    return read_record(found[0]);
}

std::vector<ConversationRecord>
ArchiveReads::open_conversations(const ConversationId& after, std::size_t limit)
{
    return all_records(pqxx::nontransaction(connection_)
                           .exec_prepared(open_records, parameter(after.value), as_number(limit)));
}

std::vector<ConversationRecord> ArchiveReads::of_customer(const CustomerId& id, std::size_t limit)
{
    return all_records(pqxx::nontransaction(connection_)
                           .exec_prepared(records_of_customer, parameter(id.value), as_number(limit)));
}

Result<std::vector<ArchiveReads::Log>> ArchiveReads::next_logs(const ConversationId& after)
{
    pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> snapshot(connection_);
    std::vector<Log> logs;
    Arrays ids(1);
    for (const auto& row : snapshot.exec_prepared(next_records, parameter(after.value), logs_at_once)) {
        auto& log = logs.emplace_back(Log{.record = read_record(row), .events = {}});
        ids.text(log.record.conversation_id.value);
    }
    if (logs.empty()) return logs;

    std::vector<std::string> parameters;
    std::move(ids).move_to(parameters);
    auto events = all_events(snapshot.exec_prepared(whole_logs, parameters[0]));
    if (!events) return fail(events);
    // Both are in the order of ids.
    auto log = logs.begin();
    for (auto& event : *events) {
        while (log->record.conversation_id != event.conversation_id)
            ++log;
        log->events.push_back(std::move(event));
    }
    return logs;
}

} // namespace tandem::storage::postgres
