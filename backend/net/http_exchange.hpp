#pragma once

#include "backend/net/connection_pool.hpp"
#include "backend/net/http_client.hpp"
#include "backend/net/resolver.hpp"
#include "backend/net/response_parser.hpp"
#include "backend/net/stream.hpp"
#include "backend/net/url.hpp"
#include "backend/net/watchdog.hpp"

#include <array>
#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace tandem::net {

class HttpExchange;

// What the exchanges of one client share. They hold it: their last handlers may run after the client is
// gone.
struct ClientCore
{
    ClientCore(asio::io_context& io, HttpClientSettings s);

    asio::io_context& loop;
    HttpClientSettings settings;
    asio::ssl::context tls;
    ConnectionPool pool;
    std::unique_ptr<Resolver> resolver; // ends with the client
    std::unordered_set<HttpExchange*> running;
};

// One request and its response. Lives as long as the coroutine that runs it and its pending operations.
class HttpExchange final : public std::enable_shared_from_this<HttpExchange>
{
public:
    HttpExchange(std::shared_ptr<ClientCore> core, OutgoingRequest request, Url url, BodySink sink);
    ~HttpExchange();

    [[nodiscard]] Task<Result<IncomingResponse>> run();

    // Ends it with this error: closes the connection, whatever is under way.
    void give_up(Errc why);

    void on_deadline(std::size_t which); // for the watchdog

private:
    enum Deadline : std::size_t { whole, phase, deadline_count };

    [[nodiscard]] Task<Result<void>> attempt();
    [[nodiscard]] Task<Result<void>> connect();
    [[nodiscard]] Task<Result<Addresses>> resolve();
    [[nodiscard]] Task<bool> connect_to(asio::ip::address address);
    [[nodiscard]] Task<Result<void>> send();
    [[nodiscard]] Task<Result<void>> receive();
    [[nodiscard]] Task<Result<void>> receive_more();
    [[nodiscard]] Result<void> take();
    static Task<void> receive_the_rest(std::shared_ptr<HttpExchange> self);
    void keep_connection();
    bool take_piece(std::string_view piece);

    // The error that this stage failed with: the reason for giving up, if there was one.
    [[nodiscard]] std::unexpected<Error> failed(Errc otherwise = Errc::unavailable) const;

    std::shared_ptr<ClientCore> core_;
    OutgoingRequest request_;
    Url url_;
    std::string place_;
    std::string head_; // as sent
    BodySink sink_;

    std::optional<Stream> stream_;
    std::shared_ptr<Resolver::Lookup> lookup_;
    Watchdog<HttpExchange, deadline_count> watchdog_;
    ResponseParser parser_;
    IncomingResponse response_;
    bool head_taken_ = false;
    bool anything_received_ = false;
    bool has_enough_ = false; // the sink wants no more
    bool may_pause_ = false;  // events are coming, and the first has been passed on
    const char* stage_ = "connect";
    std::optional<Errc> given_up_;

    std::size_t used_ = 0; // of the buffer
    std::array<char, 16 * 1024> buffer_;
};

// The request as it is sent, without its body. Error: bad_request when a method or header would not be one
// line.
[[nodiscard]] Result<std::string> request_head(const OutgoingRequest& request, const Url& url);

} // namespace tandem::net
