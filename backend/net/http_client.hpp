#pragma once

#include "backend/util/asio.hpp"
#include "backend/util/deadline.hpp"
#include "shared/base/result.hpp"

#include <boost/asio/ip/address.hpp>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::net {

struct OutgoingRequest
{
    std::string method = "POST";
    std::string url; // http:// or https://, checked on use
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    Deadline deadline;              // of the whole exchange
    Millis first_byte_time{15'000}; // from the request's last byte to the response's first
    Millis idle_time{20'000};       // between two pieces of the body
    std::size_t body_limit = 4 * 1024 * 1024;
};

struct IncomingResponse
{
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers; // names in lower case
    std::string body;                                         // empty when it was streamed
    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
};

// Gets the body piece by piece as it arrives, after the header, on the loop's thread. Return false to get
// no more: the call ends with `cancelled`. The connection is used again if the body ends within 200 ms;
// after that it is closed.
using BodySink = std::function<bool(const IncomingResponse& head, std::string_view piece)>;

struct HttpClientSettings
{
    std::size_t idle_connections_per_host = 256;
    Millis idle_connection_time{30'000};
    Millis connect_time{5'000};

    // A stream of events (text/event-stream) is read no more often than this once it has begun: what comes
    // meanwhile costs one read, and no reader sees the difference. Zero: as it arrives.
    Millis event_pause{50};
    std::string ca_file; // extra trusted certificates (PEM); empty: the system's only

    // Asked about every address before it is connected to, after the name was resolved. Empty: any is
    // allowed. The same address is then used, so a second answer of the name server cannot change it
    // (H-50).
    std::function<bool(const asio::ip::address&)> allow_address;
};

// HTTP/1.1 with a pool of kept-alive connections. Redirects are not followed. Certificates and host names
// are always checked. Names are resolved on the client's own threads, with a limit of 3 s.
//
// Errors: unavailable (no connection, or it broke: `detail` says at which stage, "connect", "send", "head"
// or "body"), deadline_exceeded (`detail` likewise), too_large, bad_request (the URL or a header),
// forbidden (the address), cancelled. A kept-alive connection that turns out dead before any byte of the
// response is replaced once without the caller noticing.
//
// A stop request closes the connection at once, so that a model stops working for us, and the call resumes
// with `cancelled`; so does destroying the client. Calls and stop requests on the loop's thread only.
class HttpClient
{
public:
    virtual ~HttpClient() = default;

    [[nodiscard]] virtual Task<Result<IncomingResponse>>
    fetch(OutgoingRequest request, std::stop_token stop) = 0;

    // As fetch, with the body going to `sink`, whatever the status.
    [[nodiscard]] virtual Task<Result<IncomingResponse>>
    stream(OutgoingRequest request, BodySink sink, std::stop_token stop) = 0;
};

[[nodiscard]] std::unique_ptr<HttpClient>
create_http_client(asio::io_context& loop, HttpClientSettings settings);

} // namespace tandem::net
