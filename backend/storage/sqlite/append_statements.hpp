#pragma once

#include "backend/storage/append_rules.hpp"
#include "backend/storage/sqlite/statement.hpp"

namespace tandem::storage::sqlite {

// Checks an append and adds its rows, inside a transaction of the caller's. After an error nothing has been
// written. Throws SQLite::Exception; what was written until then is the caller's to take back. The writer's
// thread only.
class AppendStatements final : private LogLookup
{
public:
    explicit AppendStatements(SQLite::Database& database);

    [[nodiscard]] Result<Appended> create(const PreparedAppend& creation);
    [[nodiscard]] Result<Appended> append(const PreparedAppend& append);

private:
    Result<std::optional<StoredEvent>>
    find_stored(const ConversationId& id, const EventDraft& draft) override;
    bool has_answer(const ConversationId& id, Seq turn) override;

    std::optional<ConversationRecord> find_record(const ConversationId& id);
    Result<std::optional<Appended>> find_repeated_creation(const PreparedAppend& creation);
    void insert_events(const PreparedAppend& append, const std::vector<Event>& events);

    SQLite::Statement find_record_;
    SQLite::Statement find_creation_;
    SQLite::Statement find_stored_;
    SQLite::Statement find_first_;
    SQLite::Statement find_answer_;
    SQLite::Statement insert_record_;
    SQLite::Statement update_record_;
    SQLite::Statement insert_event_;
};

} // namespace tandem::storage::sqlite
