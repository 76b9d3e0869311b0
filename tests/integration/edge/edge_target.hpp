#pragma once

#include "backend/net/http_server.hpp"
#include "tests/integration/edge/raw_client.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

// What the edge suite attacks: a server in this process with shortened limits, or, when TANDEM_EDGE_PORT
// names the port of a running `tandem` on 127.0.0.1, that one; with TANDEM_EDGE_REAL=1 a `tandem` of its
// own. TANDEM_EDGE_PATH and TANDEM_EDGE_WEBSOCKET name a path that answers 200 and one that upgrades
// ("/healthz" and "/ws" otherwise).

namespace tandem::edge {

class EdgeTarget
{
public:
    virtual ~EdgeTarget() = default;

    [[nodiscard]] virtual std::uint16_t port() const = 0;
    [[nodiscard]] virtual std::string path() const = 0;
    [[nodiscard]] virtual std::string websocket_path() const = 0;

    // True when rows may rely on the shortened limits and the extra routes below.
    [[nodiscard]] virtual bool in_process() const = 0;

    // Only in process.
    [[nodiscard]] virtual net::HttpServerCounters counters() = 0; // exceptions: since the target was made
    virtual void on_loop(const std::function<void(net::HttpServer&)>& call) = 0;
    [[nodiscard]] virtual asio::io_context* loop() = 0; // null otherwise

    // Why the target is no longer well after a row; empty when it is. An ordinary request is answered, and
    // no exception was met beyond those that the row provoked.
    [[nodiscard]] std::string complaint(std::uint64_t provoked_exceptions = 0);
};

// Limits of the target in this process, where they differ from the promised ones.
inline constexpr Millis short_time{400}; // head, body, message, write, close
inline constexpr Millis short_idle{600}; // idle time of "/ws-idle"

// Routes of the target in this process: "/page" and "/frame" are files, "/handler" echoes its query as a
// header,
// "/throws" throws; "/ws" echoes, and obeys "close", "throw", "flood" (never stops sending) and "burst";
// "/ws-idle" is an echo with a short idle time; "/ws-guarded" refuses every origin but https://shop.example
// with 403.
[[nodiscard]] std::unique_ptr<EdgeTarget> make_edge_target();

// The same, whatever the environment says.
[[nodiscard]] std::unique_ptr<EdgeTarget>
make_in_process_target(const std::function<void(net::HttpServerSettings&)>& change = {});

} // namespace tandem::edge
