#include "backend/storage/sqlite/migrations.hpp"

#include "shared/base/time.hpp"

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <system_error>
#include <unistd.h>

namespace tandem::storage::sqlite {

namespace {

// The schema's version, 0 for an empty file.
int version_of(SQLite::Database& database, const std::filesystem::path& file)
{
    if (database.tableExists("schema_version")) {
        return database.execAndGet("SELECT coalesce(max(version), 0) FROM schema_version").getInt();
    }
    if (database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() > 0) {
        throw std::runtime_error(file.string() + " is a database of another program. Choose another file.");
    }
    return 0;
}

void flush_to_disk(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int reason = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!flushed) throw std::system_error(reason, std::generic_category(), file.string());
}

void copy_before(SQLite::Database& database, const std::filesystem::path& file, int version)
{
    const std::filesystem::path copy = file.string() + ".before-v" + std::to_string(version);
    // What is there was left by an earlier try that failed; the database itself has not changed since.
    std::filesystem::remove(copy);
    SQLite::Statement vacuum(database, "VACUUM INTO ?");
    vacuum.bind(1, copy.string());
    vacuum.exec();
    std::filesystem::permissions(
        copy, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
    );
    flush_to_disk(copy);
}

void run(SQLite::Database& database, const Migration& migration)
{
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    database.exec(std::string(migration.sql));
    SQLite::Statement note(
        database, "INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?)"
    );
    note.bind(1, migration.version);
    note.bind(2, std::string(migration.name));
    note.bind(3, std::int64_t{system_clock().wall()});
    note.exec();
    transaction.commit();
}

} // namespace

void migrate(
    SQLite::Database& database, const std::filesystem::path& file, std::span<const Migration> migrations
)
{
    const int found = version_of(database, file);
    const int known = migrations.empty() ? 0 : migrations.back().version;
    if (found > known) {
        throw std::runtime_error(
            file.string() + " was written by a newer version of Tandem (schema " + std::to_string(found) +
            ", this build knows " + std::to_string(known) +
            "). Start the newer version, or restore the copy that it made."
        );
    }
    if (found == known) return;

    try {
        if (found > 0) copy_before(database, file, known);
        database.exec(
            "CREATE TABLE IF NOT EXISTS schema_version "
            "(version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)"
        );
        for (const auto& migration : migrations) {
            if (migration.version > found) run(database, migration);
        }
    } catch (const std::exception& error) {
        throw std::runtime_error(
            "Cannot bring " + file.string() + " from schema " + std::to_string(found) + " to " +
            std::to_string(known) + ": " + error.what() + "."
        );
    }
}

} // namespace tandem::storage::sqlite
