#pragma once

#include "backend/storage/archive.hpp"

namespace pqxx {
class connection_base;
}

namespace tandem::storage::postgres {

// The questions of Archive; errors are those of the port. Throws HasNul and what libpqxx throws. One
// thread.
class ArchiveReads
{
public:
    // Prepares its statements on the connection, which outlives this.
    explicit ArchiveReads(pqxx::connection_base& connection);

    [[nodiscard]] Result<std::vector<Event>>
    read(const ConversationId& id, Seq after_seq, std::size_t limit);
    [[nodiscard]] Result<ConversationRecord> load(const ConversationId& id);
    [[nodiscard]] std::vector<ConversationRecord>
    open_conversations(const ConversationId& after, std::size_t limit);
    [[nodiscard]] std::vector<ConversationRecord> of_customer(const CustomerId& id, std::size_t limit);

    struct Log
    {
        ConversationRecord record;
        std::vector<Event> events;
    };

    // Some conversations after this one in the order of ids, with their whole logs, as they were at one
    // moment; empty after the last.
    [[nodiscard]] Result<std::vector<Log>> next_logs(const ConversationId& after);

private:
    pqxx::connection_base& connection_;
};

} // namespace tandem::storage::postgres
