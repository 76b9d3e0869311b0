#include "backend/storage/sqlite/write_connection.hpp"

#include <sqlite3.h>

namespace tandem::storage::sqlite {

namespace {

constexpr int checkpoint_after_pages = 1'000;

} // namespace

WriteConnection::WriteConnection(SQLite::Database database)
    : database_(std::move(database)),
      append_(database_),
      directory_(database_),
      begin_(database_, "BEGIN IMMEDIATE"),
      commit_(database_, "COMMIT"),
      rollback_(database_, "ROLLBACK")
{
    const auto note_size = [](void* self, sqlite3*, const char*, int pages) {
        static_cast<WriteConnection*>(self)->log_pages_ = pages;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(database_.getHandle(), note_size, this);
}

void WriteConnection::run(SQLite::Statement& statement)
{
    Use use(statement);
    use->exec();
}

void WriteConnection::begin() { run(begin_); }
void WriteConnection::commit() { run(commit_); }

void WriteConnection::rollback() noexcept
{
    if (sqlite3_get_autocommit(database_.getHandle()) != 0) return;
    try {
        run(rollback_);
    } catch (const std::exception&) { // nothing more can be done, and the next `begin` tells
    }
}

void WriteConnection::checkpoint_if_due() noexcept
{
    if (log_pages_ < checkpoint_after_pages) return;
    log_pages_ = 0;
    sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

} // namespace tandem::storage::sqlite
