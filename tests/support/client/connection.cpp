#include "tests/support/client/connection.hpp"

#include "backend/util/asio.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <netinet/in.h>

namespace tandem::testing {

namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr auto open_limit = std::chrono::seconds(10);
constexpr std::size_t largest_message = 4 * 1024 * 1024;

class BeastConnection final : public Connection, public std::enable_shared_from_this<BeastConnection>
{
public:
    BeastConnection(asio::io_context& loop, Target target, Handlers handlers)
        : socket_(loop),
          target_(std::move(target)),
          handlers_(std::move(handlers))
    {}

    void start()
    {
        asio::co_spawn(
            socket_.get_executor(),
            [self = shared_from_this()] { return run(self); },
            [self = shared_from_this()](std::exception_ptr) {
                self->open_ = false;
                const auto code = static_cast<std::uint16_t>(self->socket_.reason().code);
                const auto closed = std::exchange(self->handlers_, {}).closed;
                if (closed) closed(code);
            }
        );
    }

    void send(std::string text) override
    {
        if (!open_) return;
        queue_.push_back(std::move(text));
        if (queue_.size() == 1) write();
    }

    void close() override
    {
        if (!open_ || closing_) return drop();
        closing_ = true;
        if (queue_.empty()) write_close();
    }

    void drop() override
    {
        ErrorCode ignored;
        beast::get_lowest_layer(socket_).socket().close(ignored);
    }

private:
    static Task<void> run(std::shared_ptr<BeastConnection> self)
    {
        auto& socket = self->socket_;
        auto& stream = beast::get_lowest_layer(socket);
        const tcp::endpoint server(asio::ip::make_address(self->target_.host), self->target_.port);
        if (!self->target_.source_address.empty()) self->bind_source(stream.socket(), server.protocol());
        stream.expires_after(open_limit);
        co_await stream.async_connect(server, use_task);
        stream.socket().set_option(tcp::no_delay(true));
        stream.expires_never();

        auto limits = websocket::stream_base::timeout::suggested(beast::role_type::client);
        limits.handshake_timeout = open_limit;
        socket.set_option(limits);
        socket.read_message_max(largest_message);
        co_await socket.async_handshake(
            self->target_.host + ":" + std::to_string(self->target_.port), self->target_.path, use_task
        );
        self->open_ = true;
        if (self->handlers_.opened) self->handlers_.opened();

        beast::flat_buffer buffer;
        for (;;) {
            co_await socket.async_read(buffer, use_task);
            if (self->handlers_.text)
                self->handlers_.text({static_cast<const char*>(buffer.data().data()), buffer.size()});
            buffer.clear();
        }
    }

    // The port is chosen when connecting, so that each source address has all ports of its own.
    void bind_source(tcp::socket& socket, const tcp& protocol)
    {
        socket.open(protocol);
        const int on = 1;
        ::setsockopt(socket.native_handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        socket.bind({asio::ip::make_address(target_.source_address), 0});
    }

    void write()
    {
        socket_.async_write(
            asio::buffer(queue_.front()),
            [self = shared_from_this()](ErrorCode error, std::size_t) {
                if (error) return;
                self->queue_.pop_front();
                if (!self->queue_.empty())
                    self->write();
                else if (self->closing_)
                    self->write_close();
            }
        );
    }

    void write_close()
    {
        socket_.async_close(websocket::close_code::normal, [self = shared_from_this()](ErrorCode) {});
    }

    websocket::stream<beast::tcp_stream> socket_;
    Target target_;
    Handlers handlers_;
    std::deque<std::string> queue_;
    bool open_ = false;
    bool closing_ = false;
};

} // namespace

std::shared_ptr<Connection>
open_connection(asio::io_context& loop, Connection::Target target, Connection::Handlers handlers)
{
    auto connection = std::make_shared<BeastConnection>(loop, std::move(target), std::move(handlers));
    connection->start();
    return connection;
}

} // namespace tandem::testing
