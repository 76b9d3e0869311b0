#include "backend/storage/sqlite/rows.hpp"

namespace tandem::storage::sqlite {

void bind_record(Binder& to, const ConversationRecord& record) { rows::bind_record(to, record); }

ConversationRecord read_record(SQLite::Statement& statement)
{
    Columns row(statement);
    return rows::read_record(row);
}

Result<Event> read_event(SQLite::Statement& statement)
{
    Columns row(statement);
    return rows::read_event(row);
}

AgentRecord read_agent(SQLite::Statement& statement)
{
    Columns row(statement);
    return rows::read_agent(row);
}

} // namespace tandem::storage::sqlite
