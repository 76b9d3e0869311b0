#include "backend/storage/postgres/rows.hpp"

#include "backend/storage/postgres/failure.hpp"

namespace tandem::storage::postgres {

ConversationRecord read_record(const pqxx::row& row)
{
    Columns columns(row);
    return rows::read_record(columns);
}

Result<Event> read_event(const pqxx::row& row)
{
    Columns columns(row);
    return rows::read_event(columns);
}

AgentRecord read_agent(const pqxx::row& row)
{
    Columns columns(row);
    return rows::read_agent(columns);
}

const std::string& parameter(const std::string& text)
{
    if (text.find('\0') != std::string::npos) throw HasNul();
    return text;
}

} // namespace tandem::storage::postgres
