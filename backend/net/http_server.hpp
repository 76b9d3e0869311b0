#pragma once

#include "backend/net/websocket.hpp"
#include "backend/util/asio.hpp"
#include "shared/base/result.hpp"
#include "shared/base/time.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tandem::net {

struct TlsSettings
{
    std::string certificate_file; // PEM chain; empty means no TLS
    std::string key_file;
};

// Ceilings and times of reliability requirement S-2 to S-4; the defaults are the promised values.
struct HttpLimits
{
    std::size_t header_bytes = 8 * 1024;
    std::size_t header_fields = 64;
    std::size_t target_bytes = 2 * 1024;
    std::size_t body_bytes = 64 * 1024;
    Millis header_time{5'000};
    Millis body_time{15'000};
    Millis tls_time{5'000};
    Millis keep_alive{30'000};
    unsigned requests_per_connection = 100;
    std::size_t connections = 18'000;
    std::size_t connections_per_address = 0; // 0: no limit; loopback and configured proxies are exempt
};

struct WebSocketLimits
{
    std::size_t message_bytes = 16 * 1024;
    unsigned fragments = 32;
    Millis message_time{10'000}; // a message must be complete within
    Millis idle_time{45'000};    // nothing heard, a ping is sent at half of it; then closed
    Millis write_time{10'000};   // one write
    Millis close_time{3'000};
    unsigned control_frames_per_10s = 10;
    std::size_t queue_bytes = 256 * 1024;
    std::size_t queue_frames = 500;
};

struct HttpRequest
{
    std::string method;
    std::string
        path; // decoded path only if it needed no decoding: a target with % escapes is refused for files
    std::string query;
    std::vector<std::pair<std::string, std::string>> headers; // names in lower case
    std::string body;
    Peer peer;
    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const; // empty when absent
};

struct HttpResponse
{
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

// A file served from memory. Looked up by exact path, so there is no path to traverse.
struct StaticFile
{
    std::string content_type;
    std::string body;
    std::string etag;
    std::string content_security_policy; // empty: default-src 'none'
    std::string cache_control = "no-cache";
    bool frameable = false; // may be shown in a frame of any allowed page
};

// Called before the upgrade. Returns the status of a refusal (403 for a foreign origin), or 0 to accept.
using UpgradeCheck = std::function<int(const HttpRequest&)>;

// Called after the upgrade. The handler lives as long as the connection. No handler: closed with 4502,
// overloaded.
using WebSocketAcceptor = std::function<std::unique_ptr<WebSocketHandler>(WebSocket&)>;

using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

struct HttpServerSettings
{
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080; // 0 lets the system choose
    TlsSettings tls;
    HttpLimits limits;
    std::vector<std::string> trusted_proxies; // addresses whose X-Forwarded-For is believed
    std::vector<std::string> hosts; // accepted Host names, lower case, without port; empty accepts any
    bool reuse_port = false;        // several servers, one per loop, share the port
};

struct HttpServerCounters
{
    std::uint64_t connections_now = 0;
    std::uint64_t connections_total = 0;
    std::uint64_t requests_total = 0;
    std::uint64_t refused_total = 0; // malformed, over a limit, or not allowed to connect
    std::uint64_t websockets_now = 0;
    std::uint64_t slow_consumers_total = 0;
    std::uint64_t unexpected_exceptions_total = 0; // must stay 0
};

// HTTP/1.1 and WebSocket on one port. Register everything, then start. All calls and callbacks on the
// loop's thread.
//
// A request that is malformed or over a limit gets a status and the connection ends; a peer that is late is
// cut without an answer. Every answer carries the security headers; no answer says which software or
// version this is.
//
// Destroying the server cuts every connection: handlers get on_closed() and are destroyed before the
// destructor returns.
class HttpServer
{
public:
    virtual ~HttpServer() = default;

    virtual void serve_files(std::map<std::string, StaticFile> by_path) = 0;

    // Also answers HEAD. A handler that throws is answered 500 and counted.
    virtual void get(std::string path, HttpHandler handler) = 0;

    virtual void
    websocket(std::string path, WebSocketLimits limits, UpgradeCheck check, WebSocketAcceptor accept) = 0;

    // Binds and listens. Throws std::runtime_error with a sentence for the operator.
    virtual void start() = 0;

    // The port that was bound.
    [[nodiscard]] virtual std::uint16_t port() const = 0;

    // Accepts nothing new; open connections go on.
    virtual void stop_accepting() = 0;

    // Calls back with every open WebSocket.
    virtual void for_each_websocket(const std::function<void(WebSocket&)>& call) = 0;

    // Stops accepting, cuts kept-alive connections between two requests, and resumes when no connection is
    // left, or after `limit`, when the rest is cut. WebSockets are closed by whoever knows what to tell
    // them.
    [[nodiscard]] virtual Task<void> drain(Millis limit) = 0;

    [[nodiscard]] virtual HttpServerCounters counters() const = 0;
};

[[nodiscard]] std::unique_ptr<HttpServer>
create_http_server(asio::io_context& loop, HttpServerSettings settings);

// Runs the loop until it is stopped or has nothing to do. An exception that escapes a handler is logged and
// counted, and the loop goes on.
void run_loop(asio::io_context& loop);

// Exceptions of this process that nobody expected: those that run_loop met, and those that callbacks of a
// server let out. Thread-safe.
[[nodiscard]] std::uint64_t unexpected_exceptions() noexcept;

} // namespace tandem::net
