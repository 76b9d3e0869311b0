#pragma once

#include "backend/storage/store.hpp"

#include <filesystem>
#include <memory>

namespace tandem::storage {

struct SqliteSettings
{
    std::filesystem::path file;
    std::size_t batch_limit = 256;    // appends that share one transaction at most
    std::size_t queue_limit = 10'000; // waiting writes, and as many reads; beyond it `overloaded` at once
    unsigned readers = 2;             // threads that read

    // False: works beside a process that has the file, for the short commands of an operator. The schema is
    // then left as that process made it.
    bool exclusive = true;
};

// Archive and Directory in one SQLite file: WAL, synchronous=FULL, one writer thread. All appends that wait
// when the previous transaction has committed share the next one, so the cost of the fsync is divided by
// the load. A second process on the same file is refused, unless it asks to be let in. Migrations run on
// opening, from resources/migrations/sqlite.
//
// Throws std::runtime_error with a sentence for the operator: the file cannot be opened, is locked by
// another process, is newer than this build, or a migration failed (the file is then as it was).
[[nodiscard]] std::unique_ptr<Store> create_sqlite_store(SqliteSettings settings);

} // namespace tandem::storage
