#include "backend/net/http_exchange.hpp"

#include "backend/net/client_tls.hpp"
#include "backend/net/request_head.hpp"
#include "backend/util/log.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ssl/error.hpp>
#include <cstring>
#include <utility>

namespace tandem::net {

namespace {

constexpr Millis resolve_time{3'000};

// For the end of a response whose reader has enough.
constexpr Millis rest_time{200};
constexpr int most_reads_of_rest = 16;

bool is_one_line(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    });
}

bool is_name(std::string_view text)
{
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F && c != ':'; });
}

} // namespace

Result<std::string> request_head(const OutgoingRequest& request, const Url& url)
{
    if (!is_name(request.method)) return fail(Errc::bad_request, "method");
    std::string head = request.method + " " + url.target + " HTTP/1.1\r\nHost: " + url.authority() + "\r\n";
    bool has_user_agent = false;
    for (const auto& [name, value] : request.headers) {
        if (!is_name(name) || !is_one_line(value)) return fail(Errc::bad_request, "header");
        // How the message is framed is decided here.
        const auto lower = to_lower(name);
        if (lower == "host" || lower == "content-length" || lower == "transfer-encoding" ||
            lower == "connection") {
            return fail(Errc::bad_request, "header");
        }
        has_user_agent |= lower == "user-agent";
        head.append(name).append(": ").append(value).append("\r\n");
    }
    if (!has_user_agent) head += "User-Agent: tandem\r\n";
    if (!request.body.empty() || (request.method != "GET" && request.method != "HEAD")) {
        head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    }
    return head + "\r\n";
}

HttpExchange::HttpExchange(
    std::shared_ptr<ClientCore> core, OutgoingRequest request, Url url, BodySink sink
)
    : core_(std::move(core)),
      request_(std::move(request)),
      url_(std::move(url)),
      place_((url_.tls ? "https://" : "http://") + url_.host + ":" + std::to_string(url_.port)),
      sink_(std::move(sink)),
      watchdog_(core_->loop),
      parser_(request_.body_limit, request_.method == "HEAD")
{
    core_->running.insert(this);
}

HttpExchange::~HttpExchange() { core_->running.erase(this); }

void HttpExchange::give_up(Errc why)
{
    if (given_up_) return;
    given_up_ = why;
    if (stream_) stream_->close();
    if (lookup_) lookup_->wait.cancel();
}

void HttpExchange::on_deadline(std::size_t which)
{
    // Not getting a connection in time is a failure of the other side like any other; the caller's own time
    // is not.
    const bool connecting = std::strcmp(stage_, "connect") == 0;
    give_up(which == phase && connecting ? Errc::unavailable : Errc::deadline_exceeded);
}

std::unexpected<Error> HttpExchange::failed(Errc otherwise) const
{
    return fail(given_up_.value_or(otherwise), stage_);
}

Task<Result<IncomingResponse>> HttpExchange::run()
{
    if (!core_->resolver) give_up(Errc::cancelled); // the client went before we began
    if (given_up_) co_return failed();
    auto head = request_head(request_, url_);
    if (!head) co_return fail(head);
    head_ = std::move(*head);
    if (request_.deadline.when() != SteadyTime::max()) {
        watchdog_.arm(whole, request_.deadline.when(), shared_from_this());
    }
    stream_ = core_->pool.take(place_);
    const bool kept_alive = stream_.has_value();
    auto result = co_await attempt();
    if (!result && kept_alive && !anything_received_ && !given_up_) {
        // The peer closed the connection before it got the request, most likely; on a new one this is no
        // excuse.
        stream_.reset();
        result = co_await attempt();
    }
    if (has_enough_ && !given_up_) {
        // Ends by its deadline at the latest.
        asio::co_spawn(core_->loop, receive_the_rest(shared_from_this()), asio::detached);
        co_return fail(result);
    }
    watchdog_.stop();
    if (!result) {
        if (stream_) stream_->close();
        co_return fail(result);
    }
    keep_connection();
    co_return std::move(response_);
}

Task<Result<void>> HttpExchange::attempt()
{
    if (!stream_) {
        auto connected = co_await connect();
        if (!connected) co_return connected;
    }
    auto sent = co_await send();
    if (!sent) co_return sent;
    co_return co_await receive();
}

// --- a connection ---

Task<Result<void>> HttpExchange::connect()
{
    stage_ = "connect";
    watchdog_.arm(phase, core_->settings.connect_time, shared_from_this());
    const auto addresses = co_await resolve();
    if (!addresses) co_return fail(addresses);

    bool refused = false;
    for (const auto& address : *addresses) {
        if (core_->settings.allow_address && !core_->settings.allow_address(address)) {
            refused = true;
            continue;
        }
        const bool connected = co_await connect_to(address);
        if (given_up_) co_return failed();
        if (connected) co_return Result<void>();
        refused = false;
    }
    co_return failed(refused ? Errc::forbidden : Errc::unavailable);
}

Task<Result<Addresses>> HttpExchange::resolve()
{
    lookup_ = core_->resolver->start(url_.host);
    if (!lookup_->addresses) {
        lookup_->wait.expires_after(resolve_time);
        co_await lookup_->wait.async_wait(use_result);
    }
    const auto lookup = std::exchange(lookup_, nullptr);
    if (given_up_ || !lookup->addresses || lookup->addresses->empty()) co_return failed();
    co_return *lookup->addresses;
}

Task<bool> HttpExchange::connect_to(asio::ip::address address)
{
    Socket socket(core_->loop);
    if (url_.tls) {
        stream_.emplace(std::move(socket), core_->tls);
    } else {
        stream_.emplace(std::move(socket));
    }
    const tcp::endpoint endpoint(address, url_.port);
    const auto [error] = co_await stream_->socket().async_connect(endpoint, use_result);
    if (error || given_up_) co_return false;
    ErrorCode ignored;
    stream_->socket().set_option(tcp::no_delay(true), ignored);
    if (!url_.tls) co_return true;

    expect_host(*stream_, url_.host);
    const auto [tls_error] = co_await stream_->async_handshake(asio::ssl::stream_base::client, use_result);
    if (tls_error && !given_up_) {
        log::warning("tls handshake failed", {{"host", url_.host}, {"error", tls_error.message()}});
    }
    co_return !tls_error && !given_up_;
}

// --- request and response ---

Task<Result<void>> HttpExchange::send()
{
    stage_ = "send";
    watchdog_.arm(phase, request_.first_byte_time, shared_from_this());

    // One buffer for TLS, which would make records of each.
    std::string flat;
    std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(request_.body)};
    if (stream_->is_tls()) {
        flat = head_ + request_.body;
        parts = {asio::buffer(flat), asio::const_buffer()};
    }
    const auto [error, size] = co_await stream_->async_write(parts, use_result);
    if (error || given_up_) co_return failed();
    co_return Result<void>();
}

Task<Result<void>> HttpExchange::receive()
{
    stage_ = "head";
    watchdog_.arm(phase, request_.first_byte_time, shared_from_this());
    used_ = 0;
    while (!parser_.done() && !has_enough_) {
        auto more = co_await receive_more();
        if (!more) co_return more;
    }
    if (has_enough_) co_return fail(Errc::cancelled, stage_);
    co_return Result<void>();
}

Task<Result<void>> HttpExchange::receive_more()
{
    if (may_pause_ && !has_enough_) {
        asio::steady_timer pause(core_->loop, core_->settings.event_pause);
        co_await pause.async_wait(use_result);
        if (given_up_) co_return failed();
    }
    // The parser wants more at once than a reasonable head, chunk extension or trailer has.
    if (used_ == buffer_.size()) co_return fail(Errc::too_large, stage_);
    const auto [error, size] = co_await stream_->async_read_some(
        asio::buffer(buffer_.data() + used_, buffer_.size() - used_), use_result
    );
    if (given_up_) co_return failed();
    if (error) {
        // A body without a length ends with its connection. Not every server says good-bye in TLS.
        const bool at_end = error == asio::error::eof || error == asio::ssl::error::stream_truncated;
        if (!at_end || !parser_.end()) co_return failed();
        co_return Result<void>();
    }
    anything_received_ = true;
    if (!has_enough_) watchdog_.arm(phase, request_.idle_time, shared_from_this());
    used_ += size;
    co_return take();
}

Result<void> HttpExchange::take()
{
    const auto taken =
        parser_.put({buffer_.data(), used_}, [this](std::string_view piece) { return take_piece(piece); });
    if (given_up_) return failed();
    if (!taken) return fail(taken);

    std::copy(
        buffer_.begin() + static_cast<std::ptrdiff_t>(*taken),
        buffer_.begin() + static_cast<std::ptrdiff_t>(used_),
        buffer_.begin()
    );
    used_ -= *taken;
    if (parser_.head_done() && !head_taken_) {
        // A response without a body; otherwise its first piece did this.
        take_piece({});
    }
    return {};
}

// Whoever has enough of a response has usually had all of it but the end: a connection with its TLS is
// worth a moment's wait for that. Nobody waits with us.
Task<void> HttpExchange::receive_the_rest(std::shared_ptr<HttpExchange> self)
{
    self->sink_ = {}; // what it refers to is gone
    self->watchdog_.arm(phase, rest_time, self);
    for (int reads = 0; !self->parser_.done() && reads < most_reads_of_rest; ++reads) {
        const auto more = co_await self->receive_more();
        if (!more) break;
    }
    self->watchdog_.stop();
    if (self->given_up_ || !self->parser_.done())
        self->stream_->close();
    else
        self->keep_connection();
}

// For the next request, if it is fit for one. What comes behind the response was not asked for.
void HttpExchange::keep_connection()
{
    if (parser_.keep_alive() && stream_->socket().is_open() && used_ == 0)
        core_->pool.give_back(place_, std::move(*stream_));
    else
        stream_->close();
}

bool HttpExchange::take_piece(std::string_view piece)
{
    if (!std::exchange(head_taken_, true)) {
        stage_ = "body";
        response_.status = parser_.status();
        response_.headers = parser_.take_headers();
    }
    if (piece.empty() || has_enough_) return true;
    if (!sink_) {
        response_.body.append(piece);
        return true;
    }
    // The sink may ask to stop: the connection is then closed under us.
    has_enough_ = !sink_(response_, piece);
    may_pause_ = core_->settings.event_pause > Millis(0) &&
                 response_.header("content-type").starts_with("text/event-stream");
    return !given_up_;
}

} // namespace tandem::net
