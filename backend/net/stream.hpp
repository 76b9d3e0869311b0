#pragma once

#include "backend/util/asio.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>
#include <utility>

namespace tandem::net {

using tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;

// co_await gives the error beside the result instead of throwing it.
inline constexpr auto use_result = asio::as_tuple(use_task);

// A socket that knows its loop by type: smaller and faster than one with a type-erased executor.
using Socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;

// A TCP connection with or without TLS. One read and one write may be under way at a time. Movable while
// nothing is.
class Stream
{
public:
    explicit Stream(Socket socket) : plain_(std::move(socket)) {}
    Stream(Socket socket, asio::ssl::context& tls)
        : tls_(std::make_unique<asio::ssl::stream<Socket>>(std::move(socket), tls))
    {}

    [[nodiscard]] bool is_tls() const { return tls_ != nullptr; }
    [[nodiscard]] asio::ssl::stream<Socket>& tls() { return *tls_; }
    [[nodiscard]] Socket& socket() { return tls_ ? tls_->next_layer() : *plain_; }

    template <class Token>
    auto async_handshake(asio::ssl::stream_base::handshake_type side, Token&& token)
    {
        return tls_->async_handshake(side, std::forward<Token>(token));
    }

    template <class Token>
    auto async_read_some(asio::mutable_buffer into, Token&& token)
    {
        if (tls_) return tls_->async_read_some(into, std::forward<Token>(token));
        return plain_->async_read_some(into, std::forward<Token>(token));
    }

    // Writes everything. TLS makes at least one record of each buffer: give it few large ones.
    template <class Buffers, class Token>
    auto async_write(const Buffers& from, Token&& token)
    {
        if (tls_) return asio::async_write(*tls_, from, std::forward<Token>(token));
        return asio::async_write(*plain_, from, std::forward<Token>(token));
    }

    // Cuts the connection. Whatever is under way completes with an error; nothing may be begun any more.
    void close()
    {
        ErrorCode ignored;
        socket().close(ignored);
    }

    // Tells the peer that nothing more comes.
    void shutdown_send()
    {
        ErrorCode ignored;
        socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

private:
    std::optional<Socket> plain_;
    std::unique_ptr<asio::ssl::stream<Socket>> tls_;
};

} // namespace tandem::net
