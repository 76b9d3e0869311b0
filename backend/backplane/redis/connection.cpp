#include "backend/backplane/redis/connection.hpp"

#include "backend/backplane/redis/command.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace tandem::backplane::redis {

namespace {

// A server that answers with one of these is there, but of no use: it is treated as down (F-26).
bool says_down(const std::string& code)
{
    constexpr std::array<std::string_view, 8> codes{
        "LOADING", "READONLY", "OOM", "MISCONF", "NOAUTH", "MASTERDOWN", "CLUSTERDOWN", "NOREPLICAS"
    };
    return std::ranges::find(codes, code) != codes.end();
}

SteadyTime from_now(Millis time) { return std::chrono::steady_clock::now() + time; }

} // namespace

Connection::Connection(std::shared_ptr<Network> network, ConnectionSettings settings, Place place)
    : network_(std::move(network)),
      settings_(settings),
      place_(std::move(place)),
      watchdog_(network_->loop)
{}

// ---- its beginning and its end

Task<Result<void>> Connection::connect()
{
    watchdog_.arm(connecting, settings_.connect_time, shared_from_this());
    const auto addresses = co_await resolve();
    bool refused = false;
    for (const auto& address : addresses) {
        if (closed_) break;
        if (!settings_.tls && !settings_.allow_plaintext && !address.is_loopback()) {
            refused = true;
            continue;
        }
        if (!co_await connect_to(address)) continue;
        watchdog_.disarm(connecting);
        watchdog_.arm(ping, settings_.ping_every, shared_from_this());
        connected_ = true;
        co_return Result<void>();
    }
    close(refused ? "not on this machine and without TLS" : "no connection");
    co_return fail(refused ? Errc::forbidden : Errc::unavailable, why_);
}

Task<net::Addresses> Connection::resolve()
{
    if (!network_->resolver) co_return net::Addresses();
    lookup_ = network_->resolver->start(place_.host);
    if (!lookup_->addresses) {
        lookup_->wait.expires_after(settings_.connect_time);
        co_await lookup_->wait.async_wait(net::use_result);
    }
    const auto lookup = std::exchange(lookup_, nullptr);
    co_return lookup->addresses.value_or(net::Addresses());
}

Task<bool> Connection::connect_to(asio::ip::address address)
{
    net::Socket socket(network_->loop);
    if (settings_.tls)
        stream_.emplace(std::move(socket), network_->tls);
    else
        stream_.emplace(std::move(socket));
    const auto [error] = co_await stream_->socket().async_connect({address, place_.port}, net::use_result);
    if (error || closed_) co_return false;
    net::ErrorCode ignored;
    stream_->socket().set_option(net::tcp::no_delay(true), ignored);
    if (!settings_.tls) co_return true;
    net::expect_host(*stream_, place_.host);
    const auto [tls_error] =
        co_await stream_->async_handshake(asio::ssl::stream_base::client, net::use_result);
    if (tls_error) close("TLS: " + tls_error.message());
    co_return !closed_;
}

void Connection::close(std::string why)
{
    if (std::exchange(closed_, true)) return;
    why_ = std::move(why);
    watchdog_.stop();
    if (stream_) stream_->close();
    if (lookup_) lookup_->wait.cancel();
    on_message_ = nullptr;
    for (auto& command : std::exchange(pending_, {})) {
        if (command.done) command.done(fail(Errc::unavailable, why_));
    }
}

void Connection::on_deadline(std::size_t which)
{
    switch (which) {
    case connecting:
        close("no connection in time");
        break;
    case reply:
        // The one it was set for may have been answered since.
        if (pending_.empty()) break;
        if (pending_.front().until <= std::chrono::steady_clock::now())
            close("no reply in time");
        else
            watchdog_.arm(reply, pending_.front().until, shared_from_this());
        break;
    default:
        send({"PING"}, {});
        watchdog_.arm(ping, settings_.ping_every, shared_from_this());
    }
}

// ---- replies

Task<std::string> Connection::run()
{
    const auto self = shared_from_this();
    while (!closed_) {
        const auto [error, size] =
            co_await stream_->async_read_some(asio::buffer(buffer_), net::use_result);
        if (closed_) break;
        if (error) {
            close(error.message());
        } else if (!reader_.feed({buffer_.data(), size})) {
            close("a reply is too large");
        }
        while (!closed_) {
            auto reply = reader_.next();
            if (!reply) break;
            take(std::move(*reply));
        }
        if (reader_.broken()) close("not a reply");
    }
    co_return why_;
}

void Connection::take(Reply reply)
{
    if (on_message_ && take_message(reply)) return;
    if (pending_.empty()) {
        close("a reply that was not asked for");
        return;
    }
    if (reply.kind == Reply::Kind::error) {
        if (const auto code = error_code_of(reply); says_down(code)) {
            close("the server says " + code);
            return;
        }
    }
    if (reply.kind != Reply::Kind::error && --pending_.front().replies > 0) {
        // It is alive; each part of a long answer has its own time.
        pending_.front().until = from_now(settings_.command_time);
        return;
    }
    const auto command = std::move(pending_.front());
    pending_.pop_front();
    if (command.done) command.done(std::move(reply));
}

bool Connection::take_message(const Reply& reply)
{
    const auto& parts = reply.elements;
    if (parts.size() != 3 || !parts[0].is_text("message")) return false;
    const auto handler = on_message_; // may be taken away by what it leads to
    handler(parts[1].text, parts[2].text);
    return true;
}

// ---- commands

bool Connection::send(std::span<const std::string_view> arguments, Done done, unsigned replies)
{
    if (!is_open() || pending_.size() >= settings_.in_flight) return false;
    std::size_t size = 0;
    for (const auto argument : arguments)
        size += argument.size();
    if (waiting_.size() + writing_.size() + size > settings_.waiting) return false;
    append_command(waiting_, arguments);
    const auto until = from_now(settings_.command_time);
    pending_.push_back({.until = until, .replies = replies, .done = std::move(done)});
    watchdog_.arm(reply, pending_.front().until, shared_from_this());
    write_soon();
    return true;
}

// What is sent in one step of the loop leaves in one piece.
void Connection::write_soon()
{
    if (write_posted_ || !writing_.empty()) return;
    write_posted_ = true;
    asio::post(network_->loop, [self = shared_from_this()] {
        self->write_posted_ = false;
        self->write();
    });
}

// A write that does not end is noticed by the deadline of the command in it.
void Connection::write()
{
    if (closed_ || !writing_.empty() || waiting_.empty()) return;
    writing_.swap(waiting_);
    stream_->async_write(
        asio::buffer(writing_),
        [self = shared_from_this()](const net::ErrorCode& error, std::size_t) {
            self->writing_.clear();
            if (error)
                self->close(error.message());
            else
                self->write();
        }
    );
}

} // namespace tandem::backplane::redis
