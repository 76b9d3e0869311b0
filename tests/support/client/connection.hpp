#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tandem::testing {

// One WebSocket to a server, from the first byte to the last. Used from the loop's thread only; the
// handlers are called on it, never from inside a call to the connection.
class Connection
{
public:
    struct Target
    {
        std::string host = "127.0.0.1";
        std::uint16_t port = 0;
        std::string path;
        std::string source_address; // to connect from; empty lets the system choose
    };

    struct Handlers
    {
        std::function<void()> opened;
        std::function<void(std::string_view)> text;
        // The last call, also when opening failed. 0 when no close frame came.
        std::function<void(std::uint16_t code)> closed;
    };

    virtual ~Connection() = default;

    // Queued; leaves in order. Nothing happens before `opened` and after `closed`.
    virtual void send(std::string text) = 0;

    // Closes with a close frame; `closed` follows.
    virtual void close() = 0;

    // Cuts the connection as a lost network would: no close frame, and nothing more is read. `closed`
    // follows.
    virtual void drop() = 0;
};

// Begins to open; opening has a limit of ten seconds. The connection lives until `closed`, whether or not
// the caller keeps it.
[[nodiscard]] std::shared_ptr<Connection>
open_connection(boost::asio::io_context& loop, Connection::Target target, Connection::Handlers handlers);

} // namespace tandem::testing
