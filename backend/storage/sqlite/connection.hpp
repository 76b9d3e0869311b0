#pragma once

#include "shared/base/result.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>

namespace tandem::storage::sqlite {

// The one connection that writes: WAL, and an fsync in every commit. Makes the file, readable for its owner
// only, if there is none. Throws std::runtime_error with a sentence for the operator.
[[nodiscard]] SQLite::Database open_for_writing(const std::filesystem::path& file);

// A connection that cannot write. Throws SQLite::Exception.
[[nodiscard]] SQLite::Database open_for_reading(const std::filesystem::path& file);

// True when the failure is one statement's own (a constraint, a value too big) and says nothing about the
// database.
[[nodiscard]] bool concerns_statement_only(const SQLite::Exception& error) noexcept;

[[nodiscard]] Error to_error(const SQLite::Exception& error);

} // namespace tandem::storage::sqlite
