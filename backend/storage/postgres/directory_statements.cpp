#include "backend/storage/postgres/directory_statements.hpp"

#include "backend/storage/postgres/rows.hpp"

namespace tandem::storage::postgres {

namespace {

constexpr auto all_agents = "all_agents";
constexpr auto agent_of_login = "agent_of_login";
constexpr auto agent_of_token = "agent_of_token";
constexpr auto insert_agent = "insert_agent";
constexpr auto same_agent = "same_agent";
constexpr auto update_agent = "update_agent";
constexpr auto delete_tokens_of = "delete_tokens_of";
constexpr auto delete_expired = "delete_expired";
constexpr auto insert_token = "insert_token";
constexpr auto delete_token = "delete_token";

std::string select_agent(std::string_view rest)
{
    std::string sql = "SELECT ";
    return sql.append(rows::agent_columns).append(" FROM agent ").append(rest);
}

Result<AgentRecord> one_agent(const pqxx::result& found)
{
    if (found.empty()) return fail(Errc::not_found);
    return read_agent(found[0]);
}

} // namespace

DirectoryStatements::DirectoryStatements(pqxx::connection_base& connection) : connection_(connection)
{
    connection.prepare(all_agents, select_agent("ORDER BY lower(login) COLLATE \"C\""));
    connection.prepare(agent_of_login, select_agent("WHERE lower(login) COLLATE \"C\" = lower($1::text)"));
    connection.prepare(
        agent_of_token,
        select_agent(
            "JOIN token USING (agent_id) WHERE token_hash = $1 AND expires_at > $2::bigint AND NOT "
            "disabled"
        )
    );
    connection.prepare(
        insert_agent,
        "INSERT INTO agent (agent_id, login, name, role, disabled, password_hash, created_at) VALUES ($1, "
        "$2, $3, $4, $5::boolean, $6, $7::bigint) ON CONFLICT DO NOTHING"
    );
    connection.prepare(
        same_agent, "SELECT 1 FROM agent WHERE agent_id = $1 AND login = $2 AND password_hash = $3"
    );
    connection.prepare(
        update_agent,
        "UPDATE agent SET password_hash = coalesce($2, password_hash), disabled = coalesce($3::boolean, "
        "disabled) WHERE agent_id = $1"
    );
    connection.prepare(delete_tokens_of, "DELETE FROM token WHERE agent_id = $1");
    connection.prepare(
        delete_expired, "DELETE FROM token WHERE agent_id = $1 AND expires_at <= $2::bigint"
    );
    connection.prepare(
        insert_token,
        "INSERT INTO token (token_hash, agent_id, created_at, expires_at) SELECT $1, agent_id, $3::bigint, "
        "$4::bigint FROM agent WHERE agent_id = $2 ON CONFLICT (token_hash) DO UPDATE SET expires_at = "
        "excluded.expires_at WHERE token.agent_id = excluded.agent_id"
    );
    connection.prepare(delete_token, "DELETE FROM token WHERE token_hash = $1");
}

std::vector<AgentRecord> DirectoryStatements::agents()
{
    std::vector<AgentRecord> agents;
    for (const auto& row : pqxx::nontransaction(connection_).exec_prepared(all_agents))
        agents.push_back(read_agent(row));
    return agents;
}

Result<AgentRecord> DirectoryStatements::agent_by_login(const std::string& login)
{
    return one_agent(pqxx::nontransaction(connection_).exec_prepared(agent_of_login, parameter(login)));
}

Result<AgentRecord> DirectoryStatements::agent_by_token(const std::string& token_hash, WallTime now)
{
    return one_agent(
        pqxx::nontransaction(connection_).exec_prepared(agent_of_token, parameter(token_hash), now)
    );
}

Result<void> DirectoryStatements::add_agent(const AgentRecord& agent)
{
    pqxx::work transaction(connection_);
    const auto inserted = transaction.exec_prepared(
        insert_agent,
        parameter(agent.agent_id.value),
        parameter(agent.login),
        parameter(agent.name),
        std::string(protocol::name_of(agent.role)),
        agent.disabled,
        parameter(agent.password_hash),
        agent.created_at
    );
    if (inserted.affected_rows() == 1) {
        transaction.commit();
        return {};
    }
    // A salted hash is nobody else's: this very call was here before.
    const bool ours =
        !transaction.exec_prepared(same_agent, agent.agent_id.value, agent.login, agent.password_hash)
             .empty();
    if (ours) return {};
    return fail(Errc::idempotency_conflict, "the login or the agent's id is taken");
}

Result<void> DirectoryStatements::change_agent(
    const AgentId& id, const std::optional<std::string>& password_hash, std::optional<bool> disabled
)
{
    const auto* hash = password_hash ? parameter(*password_hash).c_str() : nullptr;
    const auto* flag = disabled ? (*disabled ? "t" : "f") : nullptr;
    pqxx::work transaction(connection_);
    const auto changed = transaction.exec_prepared(update_agent, parameter(id.value), hash, flag);
    if (changed.affected_rows() == 0) return fail(Errc::not_found);
    transaction.exec_prepared(delete_tokens_of, id.value);
    transaction.commit();
    return {};
}

Result<void> DirectoryStatements::add_token(const TokenRecord& token)
{
    pqxx::work transaction(connection_);
    // Nobody else cleans up, and this keeps the table as small as the number of sessions.
    transaction.exec_prepared(delete_expired, parameter(token.agent_id.value), token.created_at);
    const auto inserted = transaction.exec_prepared(
        insert_token, parameter(token.token_hash), token.agent_id.value, token.created_at, token.expires_at
    );
    if (inserted.affected_rows() == 0) return fail(Errc::not_found);
    transaction.commit();
    return {};
}

Result<void> DirectoryStatements::end_token(const std::string& token_hash)
{
    pqxx::nontransaction(connection_).exec_prepared(delete_token, parameter(token_hash));
    return {};
}

} // namespace tandem::storage::postgres
