#include "backend/gateway/passwords.hpp"

#include "backend/util/offload.hpp"
#include "shared/base/random.hpp"

#include <array>
#include <sodium.h>
#include <stdexcept>

namespace tandem::gateway {

namespace {

constexpr int most_waiting = 32;

} // namespace

Passwords::Passwords()
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    decoy_ = hash(make_token(32, system_random()));
}

Passwords::~Passwords() { pool_.join(); }

std::string Passwords::hash(const std::string& password)
{
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    std::array<char, crypto_pwhash_STRBYTES> out{};
    const int failed = crypto_pwhash_str(
        out.data(),
        password.data(),
        password.size(),
        crypto_pwhash_OPSLIMIT_INTERACTIVE,
        crypto_pwhash_MEMLIMIT_INTERACTIVE
    );
    if (failed != 0) throw std::runtime_error("not enough memory to hash a password");
    return out.data();
}

Task<Result<bool>> Passwords::matches(std::string stored, std::string password)
{
    if (waiting_ >= most_waiting) co_return fail(Errc::overloaded, "sign-ins");
    ++waiting_;
    const bool known = !stored.empty();
    auto compare = [against = known ? std::move(stored) : decoy_, password = std::move(password)] {
        return crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    };
    const bool same = co_await offload(pool_, std::move(compare));
    --waiting_;
    co_return known&& same;
}

} // namespace tandem::gateway
