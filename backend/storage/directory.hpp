#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/result.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tandem::storage {

struct AgentRecord
{
    AgentId agent_id;
    std::string login; // unique, compared without case
    std::string name;  // what customers and colleagues see
    protocol::Role role = protocol::Role::agent;
    bool disabled = false;
    std::string password_hash; // as libsodium's crypto_pwhash_str wrote it
    WallTime created_at = 0;
};

struct TokenRecord
{
    std::string token_hash; // SHA-256 of the token, hexadecimal: the token itself is never stored
    AgentId agent_id;
    WallTime created_at = 0;
    WallTime expires_at = 0;
};

// Who may sign in. Every change is durable when it returns. Errors common to all: unavailable, overloaded,
// internal. Callable from any executor; resumes on the caller's.
class Directory
{
public:
    virtual ~Directory() = default;

    // Errors: idempotency_conflict when the login or the id is taken.
    [[nodiscard]] virtual Task<Result<void>> add_agent(AgentRecord agent) = 0;

    // Ordered by login.
    [[nodiscard]] virtual Task<Result<std::vector<AgentRecord>>> agents() = 0;

    // Errors: not_found.
    [[nodiscard]] virtual Task<Result<AgentRecord>> agent_by_login(std::string login) = 0;

    // Changes the password, the disabled flag, or both, and ends all tokens of the agent. Errors:
    // not_found.
    [[nodiscard]] virtual Task<Result<void>>
    change_agent(AgentId id, std::optional<std::string> password_hash, std::optional<bool> disabled) = 0;

    // Also forgets the agent's tokens that have expired by then. Errors: not_found when there is no such
    // agent.
    [[nodiscard]] virtual Task<Result<void>> add_token(TokenRecord token) = 0;

    // The agent a token belongs to. Errors: not_found when there is no such token, it ended, it expired
    // before `now`, or its agent is disabled.
    [[nodiscard]] virtual Task<Result<AgentRecord>>
    agent_by_token(std::string token_hash, WallTime now) = 0;

    // No error when there is no such token.
    [[nodiscard]] virtual Task<Result<void>> end_token(std::string token_hash) = 0;
};

} // namespace tandem::storage
