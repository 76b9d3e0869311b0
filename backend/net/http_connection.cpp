#include "backend/net/http_connection.hpp"

#include "backend/net/websocket_handshake.hpp"
#include "backend/net/websocket_session.hpp"

#include <array>
#include <boost/asio/ip/address.hpp>
#include <utility>

namespace tandem::net {

namespace {

constexpr std::size_t read_size = 2048;
constexpr Millis linger_time{2'000};
constexpr std::size_t linger_bytes = 1024 * 1024;
constexpr std::size_t user_agent_limit = 200;

} // namespace

HttpConnection::HttpConnection(ConnectionTicket ticket, Stream stream, std::string address)
    : ticket_(std::move(ticket)),
      stream_(std::move(stream)),
      address_(std::move(address)),
      watchdog_(ticket_.core()->loop)
{
    ticket_.core()->http.insert(this);
}

HttpConnection::~HttpConnection()
{
    if (ticket_.core()) ticket_.core()->http.erase(this);
}

void HttpConnection::cut_if_idle()
{
    if (idle_) cut();
}

Task<void> HttpConnection::run(std::shared_ptr<HttpConnection> self)
{
    try {
        co_await self->serve();
    } catch (...) {
        note_unexpected_exception("http connection");
    }
    self->watchdog_.stop();
}

Task<void> HttpConnection::serve()
{
    const auto core = ticket_.core();
    const auto& limits = core->settings.limits;
    if (stream_.is_tls()) {
        set_deadline(limits.tls_time);
        const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, use_result);
        if (error) co_return stream_.close();
    }
    Next next = Next::go_on;
    while (next == Next::go_on) {
        auto head = co_await read_head();
        if (head) {
            ++core->counters.requests_total;
            ++requests_;
            next = co_await answer(std::move(*head));
        } else if (head.error() == 0) {
            next = Next::end;
        } else {
            ++core->counters.refused_total;
            next = co_await send(refusal(head.error(), framing(false)));
        }
    }
    if (next == Next::upgraded) co_return; // the stream belongs to the session now
    if (next == Next::linger) co_await linger();
    stream_.close();
}

// --- reading ---

Task<bool> HttpConnection::read_more(std::size_t limit)
{
    const auto before = buffer_.size();
    buffer_.resize(before + std::min(read_size, limit - before));
    const auto [error, size] = co_await stream_.async_read_some(
        asio::buffer(buffer_.data() + before, buffer_.size() - before), use_result
    );
    buffer_.resize(before + (error ? 0 : size));
    co_return !error;
}

Task<std::expected<RequestHead, int>> HttpConnection::read_head()
{
    const auto& settings = ticket_.core()->settings;
    const auto& limits = settings.limits;
    // One byte above the limit tells a head that is too long from one that just fits.
    const std::size_t most = limits.header_bytes + 1;
    std::size_t checked = 0;

    idle_ = buffer_.empty();
    set_deadline(idle_ && requests_ > 0 ? limits.keep_alive : limits.header_time);
    while (true) {
        const auto end = buffer_.find("\r\n\r\n", checked < 3 ? 0 : checked - 3);
        const auto seen = std::string_view(buffer_).substr(0, end == buffer_.npos ? end : end + 4);
        if (const int status = refuse_early(seen, checked, limits)) co_return std::unexpected(status);
        if (end != buffer_.npos) {
            idle_ = false;
            auto head = parse_request_head(seen, limits, settings.hosts);
            buffer_.erase(0, end + 4);
            co_return head;
        }
        if (buffer_.size() >= most) co_return std::unexpected(431);
        checked = buffer_.size();

        const bool more = co_await read_more(most);
        if (!more) co_return std::unexpected(0);
        if (std::exchange(idle_, false)) set_deadline(limits.header_time);
    }
}

Task<bool> HttpConnection::read_body(std::size_t size)
{
    set_deadline(ticket_.core()->settings.limits.body_time);
    while (buffer_.size() < size) {
        const bool more = co_await read_more(size);
        if (!more) co_return false;
    }
    co_return true;
}

// --- answering ---

Task<HttpConnection::Next> HttpConnection::answer(RequestHead head)
{
    const auto core = ticket_.core();
    HttpRequest request = request_of(head);
    const auto websocket = core->websockets.find(request.path);
    if (websocket != core->websockets.end()) co_return co_await upgrade(websocket->second, std::move(head));

    const bool complete = co_await read_body(head.content_length);
    if (!complete) co_return Next::end;
    request.body = buffer_.substr(0, head.content_length);
    buffer_.erase(0, head.content_length);

    const bool keep =
        head.keep_alive && !core->stopping && requests_ < core->settings.limits.requests_per_connection;
    co_return co_await send(reply_to(request, head, framing(keep)));
}

Reply HttpConnection::reply_to(HttpRequest& request, const RequestHead& head, Framing framing)
{
    const auto& core = *ticket_.core();
    framing.without_body = request.method == "HEAD";
    const auto handler = core.handlers.find(request.path);
    const auto file = core.files.find(request.path);
    if (handler == core.handlers.end() && file == core.files.end()) return refusal(404, framing);
    if (request.method != "GET" && request.method != "HEAD") return refusal(405, framing, "GET, HEAD");
    if (handler == core.handlers.end())
        return file_reply(file->second, head.header("if-none-match"), framing);
    try {
        return handler_reply(handler->second(request), framing);
    } catch (...) {
        note_unexpected_exception("http handler");
        return refusal(500, framing);
    }
}

Task<HttpConnection::Next> HttpConnection::upgrade(const WebSocketRoute& route, RequestHead head)
{
    const auto core = ticket_.core();
    int status = check_handshake(head);
    // A client may not speak before it was answered; bytes that are here already were meant for somebody
    // else.
    if (status == 0 && !buffer_.empty()) status = 400;
    if (status == 0 && core->stopping) status = 503;
    if (status == 0 && route.check) {
        try {
            status = route.check(request_of(head));
        } catch (...) {
            note_unexpected_exception("upgrade check");
            status = 500;
        }
    }
    if (status != 0) {
        ++core->counters.refused_total;
        auto framed = framing(false);
        framed.without_body = head.method == "HEAD";
        co_return co_await send(refusal(status, framed, status == 405 ? "GET" : ""));
    }

    const std::string answer = upgrade_head(handshake_answer(head.header("sec-websocket-key")));
    set_deadline(core->settings.limits.body_time);
    const auto [error, size] = co_await stream_.async_write(asio::buffer(answer), use_result);
    if (error) co_return Next::end;

    watchdog_.stop();
    core->http.erase(this);
    Peer peer = peer_of(head);
    const auto session = std::make_shared<WebSocketSession>(
        std::move(ticket_), route.limits, std::move(stream_), std::move(peer)
    );
    session->start(route.accept);
    co_return Next::upgraded;
}

Task<HttpConnection::Next> HttpConnection::send(Reply reply)
{
    set_deadline(ticket_.core()->settings.limits.body_time);
    const bool whole = reply.body().size() <= 1024 * 1024;
    // A large file to a slow line is given longer than an ordinary answer.
    if (!whole) set_deadline(ticket_.core()->settings.limits.body_time * 4);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(reply.head), asio::buffer(reply.body())};
    const auto [error, size] = co_await stream_.async_write(parts, use_result);
    if (error) co_return Next::end;
    co_return reply.keep_alive ? Next::go_on : Next::linger;
}

// A socket closed with unread bytes sends a reset, which may destroy the answer before the peer has read
// it.
Task<void> HttpConnection::linger()
{
    stream_.shutdown_send();
    buffer_.clear();
    set_deadline(linger_time);
    for (std::size_t ignored = 0; ignored < linger_bytes; ignored += buffer_.size()) {
        buffer_.clear();
        const bool more = co_await read_more(read_size);
        if (!more) break;
    }
}

// --- what is known about the request ---

Framing HttpConnection::framing(bool keep_alive) const
{
    return {.keep_alive = keep_alive, .without_body = false, .tls = stream_.is_tls()};
}

HttpRequest HttpConnection::request_of(const RequestHead& head)
{
    HttpRequest request;
    request.method = head.method;
    const auto question = head.target.find('?');
    request.path = head.target.substr(0, question);
    if (question != head.target.npos) request.query = head.target.substr(question + 1);
    request.headers = head.headers;
    request.peer = peer_of(head);
    return request;
}

Peer HttpConnection::peer_of(const RequestHead& head) const
{
    const auto& proxies = ticket_.core()->proxies;
    Peer peer;
    peer.address = address_;
    if (proxies.contains(address_)) {
        std::string forwarded;
        for (const auto& [name, value] : head.headers) {
            if (name == "x-forwarded-for") forwarded += (forwarded.empty() ? "" : ",") + value;
        }
        peer.address = forwarded_address(address_, forwarded, proxies);
    }
    peer.origin = head.header("origin");
    peer.user_agent = head.header("user-agent").substr(0, user_agent_limit);
    return peer;
}

std::string forwarded_address(
    const std::string& socket_address,
    std::string_view forwarded,
    const std::set<std::string, std::less<>>& proxies
)
{
    std::string nearest = socket_address;
    while (!forwarded.empty() && proxies.contains(nearest)) {
        const auto comma = forwarded.rfind(',');
        const auto last = trim_blanks(comma == forwarded.npos ? forwarded : forwarded.substr(comma + 1));
        forwarded = forwarded.substr(0, comma == forwarded.npos ? 0 : comma);
        ErrorCode error;
        const auto address = asio::ip::make_address(std::string(last), error);
        if (error) break; // whoever wrote this, it is no address; the last one known stays
        nearest = address.to_string();
    }
    return nearest;
}

std::string_view HttpRequest::header(std::string_view lower_case_name) const
{
    for (const auto& [name, value] : headers) {
        if (name == lower_case_name) return value;
    }
    return {};
}

} // namespace tandem::net
