#pragma once

#include "backend/backplane/redis/reply.hpp"
#include "backend/backplane/redis/server.hpp"
#include "backend/net/client_tls.hpp"
#include "backend/net/resolver.hpp"
#include "backend/net/stream.hpp"
#include "backend/net/watchdog.hpp"

#include <array>
#include <boost/asio/ssl/context.hpp>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace tandem::backplane::redis {

struct ConnectionSettings
{
    bool tls = false;
    bool allow_plaintext = false;          // without TLS to other machines
    Millis connect_time{2'000};            // look-up, TCP and TLS together
    Millis command_time{500};              // from sending a command to its reply
    Millis ping_every{5'000};              // so that a dead peer is noticed when there is nothing to say
    std::size_t in_flight = 1'000;         // commands without a reply yet
    std::size_t waiting = 8 * 1024 * 1024; // bytes to be written
};

// What the connections of one backplane share.
struct Network
{
    Network(asio::io_context& io, const std::string& ca_file)
        : loop(io),
          tls(net::client_tls(ca_file)),
          resolver(std::make_unique<net::Resolver>(io))
    {}

    asio::io_context& loop;
    asio::ssl::context tls;
    std::unique_ptr<net::Resolver> resolver; // null once the backplane is gone
};

// One connection to one Redis: commands leave in the order they are sent, and replies belong to them in the
// same order. The first surprise ends it, be it a missed deadline, a reply that was not asked for, bytes
// that are no reply, or an error that says that the server cannot serve; it is never used again. Loop's
// thread only.
class Connection : public std::enable_shared_from_this<Connection>
{
public:
    // Gets the last reply to a command, or the error unavailable when the connection ended without it: then
    // nobody knows whether the command was carried out.
    using Done = std::function<void(Result<Reply>)>;

    // Gets what a subscribed connection is told without having asked: topic and message.
    using OnMessage = std::function<void(const std::string& channel, const std::string& message)>;

    Connection(std::shared_ptr<Network> network, ConnectionSettings settings, Place place);

    // Once, first. Errors: unavailable; forbidden for another machine without TLS.
    [[nodiscard]] Task<Result<void>> connect();

    // Reads until the connection ends, and returns why, for the log. Once, after connect().
    [[nodiscard]] Task<std::string> run();

    // A command that gets `replies` replies. False when the connection has ended or too much is under way;
    // `done` is not called then. It is called on the loop, from run(), close() or the watchdog.
    bool send(std::span<const std::string_view> arguments, Done done, unsigned replies = 1);
    bool send(std::initializer_list<std::string_view> arguments, Done done)
    {
        return send(std::span(arguments.begin(), arguments.size()), std::move(done));
    }

    // From now on messages are expected. Before that, one is a reply like any other.
    void expect_messages(OnMessage on_message) { on_message_ = std::move(on_message); }

    // Ends it. Idempotent: the first reason stays.
    void close(std::string why);

    [[nodiscard]] bool is_open() const { return connected_ && !closed_; }
    [[nodiscard]] std::size_t in_flight() const { return pending_.size(); }

    void on_deadline(std::size_t which); // for the watchdog

private:
    enum Deadline : std::size_t { connecting, reply, ping, deadline_count };

    struct Pending
    {
        SteadyTime until;
        unsigned replies; // still to come
        Done done;
    };

    [[nodiscard]] Task<net::Addresses> resolve();
    [[nodiscard]] Task<bool> connect_to(asio::ip::address address);
    void take(Reply reply);
    bool take_message(const Reply& reply);
    void write_soon();
    void write();

    std::shared_ptr<Network> network_;
    ConnectionSettings settings_;
    Place place_;
    std::optional<net::Stream> stream_;
    std::shared_ptr<net::Resolver::Lookup> lookup_;
    net::Watchdog<Connection, deadline_count> watchdog_;
    ReplyReader reader_;
    OnMessage on_message_;
    std::deque<Pending> pending_;
    std::string waiting_; // to be written next
    std::string writing_; // being written
    bool write_posted_ = false;
    bool connected_ = false;
    bool closed_ = false;
    std::string why_;
    std::array<char, 32 * 1024> buffer_;
};

} // namespace tandem::backplane::redis
