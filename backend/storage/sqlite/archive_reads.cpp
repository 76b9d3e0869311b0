#include "backend/storage/sqlite/archive_reads.hpp"

#include "backend/storage/sqlite/rows.hpp"

#include <limits>

namespace tandem::storage::sqlite {

namespace {

std::vector<ConversationRecord> all_records(SQLite::Statement& statement)
{
    std::vector<ConversationRecord> records;
    while (statement.executeStep())
        records.push_back(read_record(statement));
    return records;
}

// SQLite's numbers are signed, and -1 would mean no limit.
std::int64_t as_limit(std::size_t limit)
{
    constexpr auto most = std::numeric_limits<std::int32_t>::max();
    return std::cmp_less(limit, most) ? static_cast<std::int64_t>(limit) : most;
}

} // namespace

ArchiveReads::ArchiveReads(SQLite::Database& database)
    : database_(database),
      events_(
          database,
          "SELECT " + std::string(event_columns) +
              " FROM event WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?"
      ),
      record_(database, select_record("WHERE conversation_id = ?")),
      // The list of states is the one of the partial index, word for word, so that the index is used.
      open_(
          database,
          select_record(
              "WHERE (lifecycle = 'active' OR lifecycle = 'waiting_customer' OR lifecycle = 'snoozed') "
              "AND conversation_id > ? ORDER BY conversation_id LIMIT ?"
          )
      ),
      of_customer_(
          database,
          select_record("WHERE customer_id = ? ORDER BY created_at DESC, conversation_id DESC LIMIT ?")
      ),
      next_(database, select_record("WHERE conversation_id > ? ORDER BY conversation_id LIMIT 1"))
{}

Result<std::vector<Event>> ArchiveReads::read(const ConversationId& id, Seq after_seq, std::size_t limit)
{
    std::vector<Event> events;
    {
        Use find(events_);
        Binder(*find).text(id.value).number(after_seq).number(as_limit(limit));
        while (find->executeStep()) {
            auto event = read_event(*find);
            if (!event) return fail(event);
            events.push_back(std::move(*event));
        }
    }
    // Only an empty answer leaves it open whether there is such a conversation.
    if (events.empty()) {
        if (const auto record = load(id); !record) return fail(record);
    }
    return events;
}

Result<ConversationRecord> ArchiveReads::load(const ConversationId& id)
{
    Use find(record_);
    Binder(*find).text(id.value);
    if (!find->executeStep()) return fail(Errc::not_found);
    return read_record(*find);
}

std::vector<ConversationRecord>
ArchiveReads::open_conversations(const ConversationId& after, std::size_t limit)
{
    Use find(open_);
    Binder(*find).text(after.value).number(as_limit(limit));
    return all_records(*find);
}

std::vector<ConversationRecord> ArchiveReads::of_customer(const CustomerId& id, std::size_t limit)
{
    Use find(of_customer_);
    Binder(*find).text(id.value).number(as_limit(limit));
    return all_records(*find);
}

Result<void> ArchiveReads::for_each(const Archive::Visit& visit)
{
    ConversationId after;
    while (true) {
        SQLite::Transaction snapshot(database_);
        const auto record = next_record(after);
        if (!record) return {};
        const auto log = read(record->conversation_id, 0, std::numeric_limits<std::size_t>::max());
        if (!log) return fail(log);
        snapshot.commit();
        visit(*record, *log);
        after = record->conversation_id;
    }
}

std::optional<ConversationRecord> ArchiveReads::next_record(const ConversationId& after)
{
    Use find(next_);
    Binder(*find).text(after.value);
    if (!find->executeStep()) return std::nullopt;
    return read_record(*find);
}

} // namespace tandem::storage::sqlite
