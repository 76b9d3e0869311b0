#pragma once

#include "backend/storage/rows.hpp"
#include "backend/storage/sqlite/statement.hpp"

namespace tandem::storage::sqlite {

using namespace rows;

// The rows of backend/storage/rows.hpp, bound to and read from SQLite's statements.

void bind_record(Binder& to, const ConversationRecord& record);
[[nodiscard]] ConversationRecord read_record(SQLite::Statement& row);

// Errors: internal, when a stored event cannot be understood.
[[nodiscard]] Result<Event> read_event(SQLite::Statement& row);

[[nodiscard]] AgentRecord read_agent(SQLite::Statement& row);

} // namespace tandem::storage::sqlite
