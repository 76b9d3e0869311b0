#pragma once

#include "backend/backplane/redis/backoff.hpp"
#include "backend/backplane/redis/connection.hpp"
#include "backend/backplane/redis/log_limit.hpp"

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tandem::backplane::redis {

struct LinkSettings
{
    Server server; // with Sentinels, its place is theirs to say
    std::string password;
    std::vector<Place> sentinels;
    std::string master; // the name that Sentinels know it by
    ConnectionSettings connection;
};

// A connection that is made again whenever it ends, with back-off, until stop(). Loop's thread only.
class Link : public std::enable_shared_from_this<Link>
{
public:
    // `name` is for the log. `random` is used until stop().
    Link(std::shared_ptr<Network> network, LinkSettings settings, std::string name, Random& random);

    std::function<void(Connection&)> on_up; // signed in, and the server answers
    std::function<void()> on_down;          // once after each on_up, but not from stop()

    void start();
    void stop(); // for good

    // Null while down.
    [[nodiscard]] Connection* up() const { return up_ ? connection_.get() : nullptr; }
    [[nodiscard]] std::uint64_t times_down() const { return times_down_; }

private:
    [[nodiscard]] Task<void> keep();
    [[nodiscard]] Task<std::string> once();
    [[nodiscard]] Task<Result<Place>> locate();
    void greet();
    void came_up();
    void went_down(const std::string& why);

    std::shared_ptr<Network> network_;
    LinkSettings settings_;
    std::string name_;
    Random& random_;
    std::shared_ptr<Connection> connection_; // the one being made or in use
    asio::steady_timer pause_;
    Backoff backoff_;
    LogLimit log_down_;
    LogLimit log_up_;
    SteadyTime up_since_;
    std::uint64_t times_down_ = 0;
    bool up_ = false;
    bool stopped_ = false;
};

} // namespace tandem::backplane::redis
