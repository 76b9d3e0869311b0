#include "backend/storage/sqlite/connection.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

namespace tandem::storage::sqlite {

namespace {

// How long to wait for somebody who holds the file for a moment, such as a backup or a person with the
// sqlite3 shell.
constexpr int busy_timeout_ms = 2'000;

// SQLite would make the file readable for everybody. One that exists is not touched: closing it again would
// end all locks that this process has on it.
void make_private_file(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor >= 0) {
        ::close(descriptor);
    } else if (errno != EEXIST) {
        throw std::runtime_error(
            "Cannot make " + file.string() + ": " + std::generic_category().message(errno) + "."
        );
    }
}

} // namespace

SQLite::Database open_for_writing(const std::filesystem::path& file)
{
    make_private_file(file);
    try {
        SQLite::Database database(file.string(), SQLite::OPEN_READWRITE, busy_timeout_ms);
        const std::string mode = database.execAndGet("PRAGMA journal_mode = WAL").getString();
        if (mode != "wal") {
            throw std::runtime_error(
                "The file system of " + file.string() +
                " does not support what SQLite's write-ahead log needs (shared "
                "memory). Use a local disk."
            );
        }
        // Without FULL a commit that was acknowledged may vanish when the power fails.
        database.exec("PRAGMA synchronous = FULL");
        database.exec("PRAGMA foreign_keys = ON");
        database.exec("PRAGMA journal_size_limit = 67108864");
        // The writer moves the log into the file itself, after it has answered: see Writer.
        database.exec("PRAGMA wal_autocheckpoint = 0");
        return database;
    } catch (const SQLite::Exception& error) {
        throw std::runtime_error(
            "Cannot use " + file.string() + " as an archive: " + error.what() +
            ". If the file is damaged, put the latest backup in its place."
        );
    }
}

SQLite::Database open_for_reading(const std::filesystem::path& file)
{
    SQLite::Database database(file.string(), SQLite::OPEN_READONLY, busy_timeout_ms);
    database.exec("PRAGMA query_only = ON");
    return database;
}

bool concerns_statement_only(const SQLite::Exception& error) noexcept
{
    switch (error.getErrorCode()) {
    case SQLITE_ERROR:
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
        return true;
    default:
        return false;
    }
}

Error to_error(const SQLite::Exception& error)
{
    const Errc code = concerns_statement_only(error) ? Errc::internal : Errc::unavailable;
    return {code, "sqlite " + std::to_string(error.getExtendedErrorCode()) + ": " + error.what()};
}

} // namespace tandem::storage::sqlite
