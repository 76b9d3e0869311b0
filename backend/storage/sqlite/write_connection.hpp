#pragma once

#include "backend/storage/sqlite/append_statements.hpp"
#include "backend/storage/sqlite/connection.hpp"
#include "backend/storage/sqlite/directory_statements.hpp"

namespace tandem::storage::sqlite {

// The writing connection with all its prepared statements. The writer's thread only. Everything throws
// SQLite::Exception, except where it says otherwise.
class WriteConnection
{
public:
    // `database` is open, and its schema is the newest.
    explicit WriteConnection(SQLite::Database database);

    AppendStatements& append() { return append_; }
    DirectoryWrites& directory() { return directory_; }

    void begin();
    void commit();
    void rollback() noexcept; // also when the database has done so by itself

    // Moves the write-ahead log into the file when it has grown. A failure is not an error: the next one
    // will do it.
    void checkpoint_if_due() noexcept;

private:
    void run(SQLite::Statement& statement);

    SQLite::Database database_;
    AppendStatements append_;
    DirectoryWrites directory_;
    SQLite::Statement begin_;
    SQLite::Statement commit_;
    SQLite::Statement rollback_;
    int log_pages_ = 0; // of the write-ahead log after the last commit
};

} // namespace tandem::storage::sqlite
