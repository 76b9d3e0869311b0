#pragma once

#include "backend/storage/directory.hpp"
#include "backend/storage/sqlite/statement.hpp"

namespace tandem::storage::sqlite {

// The changes of Directory, inside a transaction of the caller's; the errors are those of the port. Throws
// SQLite::Exception. The writer's thread only.
class DirectoryWrites
{
public:
    explicit DirectoryWrites(SQLite::Database& database);

    [[nodiscard]] Result<void> add_agent(const AgentRecord& agent);
    [[nodiscard]] Result<void> change_agent(
        const AgentId& id, const std::optional<std::string>& password_hash, std::optional<bool> disabled
    );
    [[nodiscard]] Result<void> add_token(const TokenRecord& token);
    [[nodiscard]] Result<void> end_token(const std::string& token_hash);

private:
    bool has_agent(const AgentId& id);

    SQLite::Statement find_agent_;
    SQLite::Statement find_login_;
    SQLite::Statement insert_agent_;
    SQLite::Statement update_agent_;
    SQLite::Statement insert_token_;
    SQLite::Statement delete_token_;
    SQLite::Statement delete_tokens_of_;
    SQLite::Statement delete_expired_;
};

// The questions of Directory, on a reading connection.
class DirectoryReads
{
public:
    explicit DirectoryReads(SQLite::Database& database);

    [[nodiscard]] std::vector<AgentRecord> agents();
    [[nodiscard]] Result<AgentRecord> agent_by_login(const std::string& login);
    [[nodiscard]] Result<AgentRecord> agent_by_token(const std::string& token_hash, WallTime now);

private:
    SQLite::Statement all_;
    SQLite::Statement by_login_;
    SQLite::Statement by_token_;
};

} // namespace tandem::storage::sqlite
