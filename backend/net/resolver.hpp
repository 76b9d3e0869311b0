#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/time.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::net {

using Addresses = std::vector<asio::ip::address>;

// Name look-ups on threads of its own: Asio has one for a whole process, and one slow answer would hold up
// everybody (requirement S-5). Answers are kept for 30 s. Loop's thread only.
//
// The destructor waits for look-ups that the system is busy with.
class Resolver
{
public:
    // One look-up. The caller waits on a timer of its own, which is cancelled when `addresses` is there.
    struct Lookup
    {
        explicit Lookup(asio::io_context& loop) : wait(loop) {}
        asio::steady_timer wait;
        std::optional<Addresses> addresses; // empty list: there is no such name, or nobody could say
    };

    explicit Resolver(asio::io_context& loop);
    ~Resolver();

    // The answer is there at once for an address, for a name known, and when too many are waiting.
    [[nodiscard]] std::shared_ptr<Lookup> start(const std::string& host);

private:
    struct Known
    {
        Addresses addresses;
        SteadyTime until;
    };

    // What the threads' answers are put into; they may come after the resolver is gone.
    struct State
    {
        std::map<std::string, Known> known;
        std::size_t waiting = 0;
    };

    asio::io_context& loop_;
    std::shared_ptr<State> state_ = std::make_shared<State>();
    asio::thread_pool threads_;
};

} // namespace tandem::net
