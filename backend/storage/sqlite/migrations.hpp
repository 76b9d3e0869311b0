#pragma once

#include "backend/storage/migration.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>
#include <span>

namespace tandem::storage::sqlite {

// Those of resources/migrations/sqlite, in order, part of the binary.
[[nodiscard]] std::span<const Migration> embedded_migrations();

// Brings the file's schema to the last of `migrations`, each step in its own transaction. A file that
// already has a schema is copied to `FILE.before-vN` first. Throws std::runtime_error with a sentence for
// the operator: the file is newer than this build, is not ours, or a step failed (the file is then as it
// was before that step).
void migrate(
    SQLite::Database& database, const std::filesystem::path& file, std::span<const Migration> migrations
);

} // namespace tandem::storage::sqlite
