#pragma once

#include "backend/storage/archive.hpp"
#include "backend/storage/sqlite/statement.hpp"

namespace tandem::storage::sqlite {

// The questions of Archive, on a reading connection; errors are those of the port. Throws
// SQLite::Exception.
class ArchiveReads
{
public:
    explicit ArchiveReads(SQLite::Database& database);

    [[nodiscard]] Result<std::vector<Event>>
    read(const ConversationId& id, Seq after_seq, std::size_t limit);
    [[nodiscard]] Result<ConversationRecord> load(const ConversationId& id);
    [[nodiscard]] std::vector<ConversationRecord>
    open_conversations(const ConversationId& after, std::size_t limit);
    [[nodiscard]] std::vector<ConversationRecord> of_customer(const CustomerId& id, std::size_t limit);

    // Each conversation in a read transaction of its own: record and log agree, and the write-ahead log is
    // not held back for longer than one conversation takes.
    [[nodiscard]] Result<void> for_each(const Archive::Visit& visit);

private:
    std::optional<ConversationRecord> next_record(const ConversationId& after);

    SQLite::Database& database_;
    SQLite::Statement events_;
    SQLite::Statement record_;
    SQLite::Statement open_;
    SQLite::Statement of_customer_;
    SQLite::Statement next_;
};

} // namespace tandem::storage::sqlite
