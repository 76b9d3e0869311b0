#pragma once

#include "backend/net/stream.hpp"
#include "shared/base/time.hpp"

#include <boost/asio/steady_timer.hpp>

namespace tandem::backplane::redis {

// Someone who waits on the loop, until woken or for so long.
class Waiter
{
public:
    explicit Waiter(asio::io_context& loop) : timer_(loop) {}

    [[nodiscard]] Task<void> wait(Millis at_most)
    {
        timer_.expires_after(at_most);
        co_await timer_.async_wait(net::use_result);
    }

    // Has no effect on whoever begins to wait afterwards.
    void wake() { timer_.cancel(); }

private:
    asio::steady_timer timer_;
};

} // namespace tandem::backplane::redis
