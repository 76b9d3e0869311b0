#pragma once

#include "backend/net/http_reply.hpp"
#include "backend/net/request_head.hpp"
#include "backend/net/server_core.hpp"
#include "backend/net/stream.hpp"
#include "backend/net/watchdog.hpp"

#include <expected>
#include <memory>
#include <string>

namespace tandem::net {

// One connection from accept to its end or to its upgrade: a coroutine that reads, answers and reads again.
// Every wait has a deadline, at which the socket is closed under it.
class HttpConnection final : public std::enable_shared_from_this<HttpConnection>
{
public:
    HttpConnection(ConnectionTicket ticket, Stream stream, std::string address);
    ~HttpConnection();

    // Spawned once. Ends when the connection is closed or has become a WebSocket.
    static Task<void> run(std::shared_ptr<HttpConnection> self);

    void cut() { stream_.close(); }
    void cut_if_idle();

    void on_deadline(std::size_t) { cut(); } // for the watchdog

private:
    enum class Next { go_on, end, linger, upgraded };

    [[nodiscard]] Task<void> serve();
    [[nodiscard]] Task<std::expected<RequestHead, int>> read_head(); // status 0: the peer has gone
    [[nodiscard]] Task<bool> read_body(std::size_t size);
    [[nodiscard]] Task<bool> read_more(std::size_t limit);
    [[nodiscard]] Task<Next> answer(RequestHead head);
    [[nodiscard]] Task<Next> upgrade(const WebSocketRoute& route, RequestHead head);
    [[nodiscard]] Task<Next> send(Reply reply);
    [[nodiscard]] Task<void> linger();

    [[nodiscard]] Reply reply_to(HttpRequest& request, const RequestHead& head, Framing framing);
    [[nodiscard]] HttpRequest request_of(const RequestHead& head);
    [[nodiscard]] Peer peer_of(const RequestHead& head) const;
    [[nodiscard]] Framing framing(bool keep_alive) const;

    void set_deadline(Millis time) { watchdog_.arm(0, time, shared_from_this()); }

    ConnectionTicket ticket_;
    Stream stream_;
    std::string address_; // of the socket's other end
    Watchdog<HttpConnection, 1> watchdog_;
    std::string buffer_; // received, not yet used
    unsigned requests_ = 0;
    bool idle_ = true; // between two requests
};

// Whose address counts when the socket's other end is a trusted proxy: the last one in X-Forwarded-For that
// is not a proxy itself. `forwarded` joins the headers in order.
[[nodiscard]] std::string forwarded_address(
    const std::string& socket_address,
    std::string_view forwarded,
    const std::set<std::string, std::less<>>& proxies
);

} // namespace tandem::net
