#pragma once

#include "backend/storage/directory.hpp"

namespace pqxx {
class connection_base;
}

namespace tandem::storage::postgres {

// Questions and changes of Directory, each in a transaction of its own; the errors are those of the port. A
// change that is repeated because nobody knows whether it took place has the outcome of the first. Throws
// HasNul and what libpqxx throws. One thread.
class DirectoryStatements
{
public:
    // Prepares its statements on the connection, which outlives this.
    explicit DirectoryStatements(pqxx::connection_base& connection);

    [[nodiscard]] std::vector<AgentRecord> agents();
    [[nodiscard]] Result<AgentRecord> agent_by_login(const std::string& login);
    [[nodiscard]] Result<AgentRecord> agent_by_token(const std::string& token_hash, WallTime now);

    [[nodiscard]] Result<void> add_agent(const AgentRecord& agent);
    [[nodiscard]] Result<void> change_agent(
        const AgentId& id, const std::optional<std::string>& password_hash, std::optional<bool> disabled
    );
    [[nodiscard]] Result<void> add_token(const TokenRecord& token);
    [[nodiscard]] Result<void> end_token(const std::string& token_hash);

private:
    pqxx::connection_base& connection_;
};

} // namespace tandem::storage::postgres
