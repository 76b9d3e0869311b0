#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/time.hpp"
#include "tests/support/model_server/dialect.hpp"
#include "tests/support/model_server/script.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <set>
#include <string>

namespace tandem::testing {

// Counts what GET /stats shows, so that a test can see whether a takeover really closed the connection to
// the model.
struct ModelServerStats
{
    std::uint64_t connections = 0;
    std::uint64_t requests = 0;
    std::uint64_t finished = 0;
    std::uint64_t aborted = 0; // the client went away before the end
    std::uint64_t open = 0;    // streams in progress
};

// POST …/chat/completions as compatible servers answer it, and POST …/messages as Anthropic's does, on one
// loop, for thousands of streams at once. GET /last gives the body of the latest request.
class ModelServer
{
public:
    ModelServer(asio::io_context& loop, std::uint16_t port, Script defaults);

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    [[nodiscard]] const ModelServerStats& stats() const { return stats_; }
    void start();

private:
    Task<void> accept();
    Task<void> serve(asio::ip::tcp::socket socket);
    Task<bool> answer(asio::ip::tcp::socket& socket, const std::string& body, Dialect dialect);
    Task<bool> stream(asio::ip::tcp::socket& socket, const Script& script, Dialect dialect);

    asio::io_context& loop_;
    asio::ip::tcp::acceptor acceptor_;
    Script defaults_;
    ModelServerStats stats_;
    std::string last_request_ = "{}";
    std::set<std::string> refused_once_;
};

} // namespace tandem::testing
