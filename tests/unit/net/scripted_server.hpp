#pragma once

#include "backend/util/asio.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// A TCP server that does exactly what it is told, however wrong: one script for each connection, in order.
// On the test's own loop.

namespace tandem::net::test {

struct Step
{
    enum class What {
        read,      // a whole request, by its Content-Length
        say,       // all at once
        say_bytes, // each byte by itself
        wait,      // a while
        hang,      // until the peer closes
        close,
        reset,
    };

    What what;
    std::string text;
    std::chrono::milliseconds time{0};
};

inline Step read() { return {Step::What::read, {}}; }
inline Step say(std::string text) { return {Step::What::say, std::move(text)}; }
inline Step say_bytes(std::string text) { return {Step::What::say_bytes, std::move(text)}; }
inline Step wait(std::chrono::milliseconds time) { return {Step::What::wait, {}, time}; }
inline Step hang() { return {Step::What::hang, {}}; }
inline Step close() { return {Step::What::close, {}}; }
inline Step reset() { return {Step::What::reset, {}}; }

using Script = std::vector<Step>;

class ScriptedServer
{
public:
    // The last script is used again for further connections. Must outlive the loop's run.
    ScriptedServer(asio::io_context& loop, std::vector<Script> scripts);

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string url(std::string_view path = "/") const;

    [[nodiscard]] std::size_t connections() const { return connections_; }
    [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
    [[nodiscard]] bool peer_closed() const
    {
        return peer_closed_at_ != std::chrono::steady_clock::time_point();
    }
    [[nodiscard]] std::chrono::steady_clock::time_point peer_closed_at() const { return peer_closed_at_; }

private:
    Task<void> accept();
    Task<void> play(asio::ip::tcp::socket socket, Script script);

    asio::ip::tcp::acceptor acceptor_;
    std::vector<Script> scripts_;
    std::uint16_t port_;
    std::size_t connections_ = 0;
    std::vector<std::string> requests_;
    std::chrono::steady_clock::time_point peer_closed_at_;
};

} // namespace tandem::net::test
