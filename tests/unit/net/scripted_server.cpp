#include "tests/unit/net/scripted_server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace tandem::net::test {

namespace {

constexpr auto use_result = asio::as_tuple(use_task);
using asio::ip::tcp;

std::size_t content_length(std::string_view head)
{
    const auto found = head.find("Content-Length: ");
    return found == head.npos ? 0 : std::stoul(std::string(head.substr(found + 16, 10)));
}

} // namespace

ScriptedServer::ScriptedServer(asio::io_context& loop, std::vector<Script> scripts)
    : acceptor_(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      scripts_(std::move(scripts)),
      port_(acceptor_.local_endpoint().port())
{
    asio::co_spawn(loop, accept(), asio::detached); // ends with the loop
}

std::string ScriptedServer::url(std::string_view path) const
{
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

Task<void> ScriptedServer::accept()
{
    while (true) {
        auto [error, socket] = co_await acceptor_.async_accept(use_result);
        if (error) co_return;
        socket.set_option(tcp::no_delay(true));
        const auto& script = scripts_[std::min(connections_++, scripts_.size() - 1)];
        asio::co_spawn(acceptor_.get_executor(), play(std::move(socket), script), asio::detached);
    }
}

Task<void> ScriptedServer::play(tcp::socket socket, Script script)
{
    std::string received;
    asio::steady_timer timer(socket.get_executor());
    for (const auto& step : script) {
        switch (step.what) {
        case Step::What::read: {
            const auto [error, size] = co_await asio::async_read_until(
                socket, asio::dynamic_buffer(received), "\r\n\r\n", use_result
            );
            if (error) co_return;
            const auto whole = size + content_length(std::string_view(received).substr(0, size));
            while (received.size() < whole) {
                std::string more(whole - received.size(), '\0');
                const auto [read_error, read_size] =
                    co_await socket.async_read_some(asio::buffer(more), use_result);
                if (read_error) co_return;
                received.append(more, 0, read_size);
            }
            requests_.push_back(received.substr(0, whole));
            received.erase(0, whole);
            break;
        }
        case Step::What::say:
            co_await asio::async_write(socket, asio::buffer(step.text), use_result);
            break;
        case Step::What::say_bytes:
            for (const char& byte : step.text) {
                co_await asio::async_write(socket, asio::buffer(&byte, 1), use_result);
                // Lets the other side see this byte alone.
                timer.expires_after(std::chrono::microseconds(50));
                co_await timer.async_wait(use_result);
            }
            break;
        case Step::What::wait:
            timer.expires_after(step.time);
            co_await timer.async_wait(use_result);
            break;
        case Step::What::hang: {
            std::string ignored(1024, '\0');
            const auto [error, size] = co_await socket.async_read_some(asio::buffer(ignored), use_result);
            if (error) peer_closed_at_ = std::chrono::steady_clock::now();
            break;
        }
        case Step::What::close:
            socket.close();
            co_return;
        case Step::What::reset:
            socket.set_option(tcp::socket::linger(true, 0));
            socket.close();
            co_return;
        }
    }
}

} // namespace tandem::net::test
