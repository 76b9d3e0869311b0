#pragma once

#include "backend/storage/migration.hpp"
#include "shared/base/time.hpp"

#include <span>

namespace pqxx {
class connection_base;
}

namespace tandem::storage::postgres {

// Those of resources/migrations/postgres, in order, part of the binary.
[[nodiscard]] std::span<const Migration> embedded_migrations();

// Brings the schema `tandem` of the database to the last of `migrations`, each step in its own transaction,
// under a lock that one node gets at a time; the others wait, and find it done. A schema that is newer is
// left alone when the steps that made it so allow this build beside them.
//
// Throws std::runtime_error with a sentence for the operator: the schema is newer than this build can work
// with, is not ours, or a step failed (the schema is then as it was before that step). The connection's
// limits are lifted.
void migrate(pqxx::connection_base& connection, std::span<const Migration> migrations);

// Makes the partitions of the log that are missing from the quarter of `now` to two years after it. One
// that cannot be made is left out: the log has a place for what belongs nowhere else.
void make_partitions(pqxx::connection_base& connection, WallTime now);

} // namespace tandem::storage::postgres
