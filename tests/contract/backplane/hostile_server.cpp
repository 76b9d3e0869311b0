#include "tests/contract/backplane/hostile_server.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <utility>

namespace tandem::backplane::test {

namespace {

using asio::ip::tcp;

constexpr auto use_result = asio::as_tuple(use_task);

// Its end is the server's or the loop's: nobody waits for it.
constexpr auto unattended = [](std::exception_ptr) {};

} // namespace

// Held by what runs on the loop, which may come to its end after the server.
struct HostileServer::State
{
    State(asio::io_context& io, std::string text)
        : loop(io),
          acceptor(io, {asio::ip::address_v4::loopback(), 0}),
          says(std::move(text))
    {}

    asio::io_context& loop;
    tcp::acceptor acceptor;
    std::string says;
    std::deque<tcp::socket> sockets; // all that ever were
    int ended = 0;
};

HostileServer::HostileServer(asio::io_context& loop, std::string says)
    : state_(std::make_shared<State>(loop, std::move(says)))
{
    asio::co_spawn(loop, accept(state_), unattended);
}

HostileServer::~HostileServer()
{
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (auto& socket : state_->sockets)
        socket.close(ignored);
}

std::uint16_t HostileServer::port() const { return state_->acceptor.local_endpoint().port(); }
int HostileServer::connections() const { return int(state_->sockets.size()); }
int HostileServer::ended() const { return state_->ended; }

Task<void> HostileServer::accept(std::shared_ptr<State> state)
{
    while (true) {
        auto [error, socket] = co_await state->acceptor.async_accept(use_result);
        if (error) co_return;
        state->sockets.push_back(std::move(socket));
        asio::co_spawn(state->loop, serve(state, state->sockets.size() - 1), unattended);
    }
}

Task<void> HostileServer::serve(std::shared_ptr<State> state, std::size_t number)
{
    auto& socket = state->sockets[number];
    std::array<char, 4'096> heard{};
    bool said = false;
    while (true) {
        const auto [error, size] = co_await socket.async_read_some(asio::buffer(heard), use_result);
        if (error) break;
        if (!std::exchange(said, true))
            co_await asio::async_write(socket, asio::buffer(state->says), use_result);
    }
    ++state->ended;
}

} // namespace tandem::backplane::test
