#pragma once

#include "backend/util/asio.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace tandem::backplane::test {

// Something on the port of a Redis that is none: whatever is asked first on a connection, it says the same,
// and then only listens. On the test's own loop.
class HostileServer
{
public:
    HostileServer(asio::io_context& loop, std::string says);
    ~HostileServer();
    HostileServer(const HostileServer&) = delete;
    HostileServer& operator=(const HostileServer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] int connections() const; // so far
    [[nodiscard]] int ended() const;       // of these, by the other side

private:
    struct State;
    static Task<void> accept(std::shared_ptr<State> state);
    static Task<void> serve(std::shared_ptr<State> state, std::size_t number);

    std::shared_ptr<State> state_;
};

} // namespace tandem::backplane::test
