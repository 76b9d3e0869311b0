#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/result.hpp"

#include <boost/asio/thread_pool.hpp>
#include <string>

namespace tandem::gateway {

// Argon2id (libsodium, interactive limits). Hashing costs tens of milliseconds and 64 MB, so at most two
// run at once, on threads of their own, and few may wait.
class Passwords
{
public:
    Passwords();
    ~Passwords();

    // For the command line; blocks. Throws when memory is short.
    [[nodiscard]] static std::string hash(const std::string& password);

    // Compares with a stored hash. With an empty `stored` it works as long as with a wrong one and says no,
    // so that unknown and known logins look alike. Errors: overloaded.
    [[nodiscard]] Task<Result<bool>> matches(std::string stored, std::string password);

private:
    asio::thread_pool pool_{2};
    std::string decoy_; // the hash of nothing anybody knows
    int waiting_ = 0;
};

} // namespace tandem::gateway
