#include "backend/storage/sqlite/directory_statements.hpp"

#include "backend/storage/sqlite/rows.hpp"
#include "shared/protocol/codec.hpp"

namespace tandem::storage::sqlite {

namespace {

std::string select_agent(std::string_view rest)
{
    std::string sql = "SELECT ";
    sql.append(agent_columns).append(" FROM agent ").append(rest);
    return sql;
}

} // namespace

DirectoryWrites::DirectoryWrites(SQLite::Database& database)
    : find_agent_(database, "SELECT 1 FROM agent WHERE agent_id = ?"),
      find_login_(database, "SELECT 1 FROM agent WHERE login = ?"),
      insert_agent_(
          database,
          "INSERT INTO agent (agent_id, login, name, role, disabled, password_hash, created_at) "
          "VALUES (?, ?, ?, ?, ?, ?, ?)"
      ),
      update_agent_(
          database,
          "UPDATE agent SET password_hash = coalesce(?2, password_hash), disabled = coalesce(?3, disabled) "
          "WHERE agent_id = ?1"
      ),
      insert_token_(
          database, "INSERT INTO token (token_hash, agent_id, created_at, expires_at) VALUES (?, ?, ?, ?)"
      ),
      delete_token_(database, "DELETE FROM token WHERE token_hash = ?"),
      delete_tokens_of_(database, "DELETE FROM token WHERE agent_id = ?"),
      delete_expired_(database, "DELETE FROM token WHERE agent_id = ? AND expires_at <= ?")
{}

Result<void> DirectoryWrites::add_agent(const AgentRecord& agent)
{
    {
        Use find(find_login_);
        Binder(*find).text(agent.login);
        if (find->executeStep()) return fail(Errc::idempotency_conflict, "the login is taken");
    }
    if (has_agent(agent.agent_id)) return fail(Errc::idempotency_conflict, "the agent's id is taken");
    Use insert(insert_agent_);
    Binder(*insert)
        .text(agent.agent_id.value)
        .text(agent.login)
        .text(agent.name)
        .name(protocol::name_of(agent.role))
        .flag(agent.disabled)
        .text(agent.password_hash)
        .number(agent.created_at);
    insert->exec();
    return {};
}

Result<void> DirectoryWrites::change_agent(
    const AgentId& id, const std::optional<std::string>& password_hash, std::optional<bool> disabled
)
{
    if (!has_agent(id)) return fail(Errc::not_found);
    {
        Use update(update_agent_);
        Binder(*update)
            .text(id.value)
            .text_or_null(password_hash ? &*password_hash : nullptr)
            .number_or_null(disabled);
        update->exec();
    }
    Use erase(delete_tokens_of_);
    Binder(*erase).text(id.value);
    erase->exec();
    return {};
}

Result<void> DirectoryWrites::add_token(const TokenRecord& token)
{
    if (!has_agent(token.agent_id)) return fail(Errc::not_found);
    {
        // Nobody else cleans up, and this keeps the table as small as the number of sessions.
        Use erase(delete_expired_);
        Binder(*erase).text(token.agent_id.value).number(token.created_at);
        erase->exec();
    }
    Use insert(insert_token_);
    Binder(*insert)
        .text(token.token_hash)
        .text(token.agent_id.value)
        .number(token.created_at)
        .number(token.expires_at);
    insert->exec();
    return {};
}

Result<void> DirectoryWrites::end_token(const std::string& token_hash)
{
    Use erase(delete_token_);
    Binder(*erase).text(token_hash);
    erase->exec();
    return {};
}

bool DirectoryWrites::has_agent(const AgentId& id)
{
    Use find(find_agent_);
    Binder(*find).text(id.value);
    return find->executeStep();
}

DirectoryReads::DirectoryReads(SQLite::Database& database)
    : all_(database, select_agent("ORDER BY login")),
      by_login_(database, select_agent("WHERE login = ?")),
      by_token_(
          database,
          select_agent(
              "JOIN token USING (agent_id) WHERE token_hash = ? AND expires_at > ? AND NOT disabled"
          )
      )
{}

std::vector<AgentRecord> DirectoryReads::agents()
{
    Use find(all_);
    std::vector<AgentRecord> agents;
    while (find->executeStep())
        agents.push_back(read_agent(*find));
    return agents;
}

Result<AgentRecord> DirectoryReads::agent_by_login(const std::string& login)
{
    Use find(by_login_);
    Binder(*find).text(login);
    if (!find->executeStep()) return fail(Errc::not_found);
    return read_agent(*find);
}

Result<AgentRecord> DirectoryReads::agent_by_token(const std::string& token_hash, WallTime now)
{
    Use find(by_token_);
    Binder(*find).text(token_hash).number(now);
    if (!find->executeStep()) return fail(Errc::not_found);
    return read_agent(*find);
}

} // namespace tandem::storage::sqlite
