#pragma once

#include "backend/storage/archive.hpp"
#include "backend/storage/sqlite/statement.hpp"

namespace tandem::storage::sqlite {

// An append with all that can be worked out before it is the writer's turn.
struct PreparedAppend
{
    Append request;
    std::vector<std::string> data;           // each draft's data as JSON
    std::vector<std::string> content_hashes; // each draft's, empty when it has no client message id
};

// Errors: bad_request.
[[nodiscard]] Result<PreparedAppend> prepare_append(Append request);
[[nodiscard]] Result<PreparedAppend> prepare_creation(Append request);

// Checks an append and adds its rows, inside a transaction of the caller's. After an error nothing has been
// written. Throws SQLite::Exception; what was written until then is the caller's to take back. The writer's
// thread only.
class AppendStatements
{
public:
    explicit AppendStatements(SQLite::Database& database);

    [[nodiscard]] Result<Appended> create(const PreparedAppend& creation);
    [[nodiscard]] Result<Appended> append(const PreparedAppend& append);

private:
    struct Stored
    {
        std::string content_hash;
        Event event;
    };

    std::optional<ConversationRecord> find_record(const ConversationId& id);
    Result<std::optional<Stored>> find_stored(const ConversationId& id, const EventDraft& draft);
    Result<std::optional<Appended>>
    find_repeated(const PreparedAppend& append, const ConversationRecord& record);
    Result<std::optional<Appended>> find_repeated_creation(const PreparedAppend& creation);
    bool has_answer(const ConversationId& id, Seq turn);
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
