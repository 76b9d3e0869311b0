#pragma once

#include "backend/net/http_server.hpp"
#include "backend/net/stream.hpp"

#include <array>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace tandem::net {

class HttpConnection;
class WebSocketSession;

struct WebSocketRoute
{
    WebSocketLimits limits;
    UpgradeCheck check;
    WebSocketAcceptor accept;
};

// What the server and its connections share. Connections hold it by shared_ptr: their last handlers may run
// after the server is gone. Loop's thread only.
struct ServerCore
{
    ServerCore(asio::io_context& io, HttpServerSettings s) : loop(io), settings(std::move(s)) {}

    asio::io_context& loop;
    HttpServerSettings settings;
    std::optional<asio::ssl::context> tls;
    std::set<std::string, std::less<>> proxies;

    // Not changed after start.
    std::map<std::string, StaticFile, std::less<>> files;
    std::map<std::string, HttpHandler, std::less<>> handlers;
    std::map<std::string, WebSocketRoute, std::less<>> websockets;

    std::array<char, 16 * 1024> read_buffer; // for one read and what is done with it

    HttpServerCounters counters;
    bool stopping = false; // answers end with "Connection: close"
    std::unordered_map<std::string, std::size_t> per_address;
    std::unordered_set<HttpConnection*> http;
    std::unordered_set<WebSocketSession*> sessions;
    std::shared_ptr<asio::steady_timer> drained; // cancelled when the last connection ends
};

// One open connection in the counts, for as long as it lives.
class ConnectionTicket
{
public:
    // Empty `address`: not counted by address.
    ConnectionTicket(std::shared_ptr<ServerCore> core, std::string address);
    ConnectionTicket(ConnectionTicket&&) noexcept = default;
    ConnectionTicket(const ConnectionTicket&) = delete;
    ConnectionTicket& operator=(const ConnectionTicket&) = delete;
    ConnectionTicket& operator=(ConnectionTicket&&) = delete;
    ~ConnectionTicket();

    [[nodiscard]] const std::shared_ptr<ServerCore>& core() const { return core_; }

private:
    std::shared_ptr<ServerCore> core_; // null when moved from
    std::string address_;
};

// Logs and counts an exception that a callback let out. Call it in a catch block.
void note_unexpected_exception(std::string_view where) noexcept;

} // namespace tandem::net
