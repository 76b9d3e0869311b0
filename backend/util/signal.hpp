#pragma once

#include "backend/util/asio.hpp"
#include "backend/util/timers.hpp"

#include <boost/asio/redirect_error.hpp>
#include <stop_token>

namespace tandem {

// Wakes the one coroutine that waits for it; stays set until it is reset. On the loop's thread only.
class Signal
{
public:
    explicit Signal(const asio::any_io_executor& executor) : timer_(executor, SteadyTime::max()) {}

    void set()
    {
        set_ = true;
        timer_.cancel();
    }
    void reset() { set_ = false; }

    // Returns at once when it is set already.
    [[nodiscard]] Task<void> wait()
    {
        boost::system::error_code ignored; // set() cancels the wait
        if (!set_) co_await timer_.async_wait(asio::redirect_error(use_task, ignored));
    }

private:
    asio::steady_timer timer_;
    bool set_ = false;
};

// Suspends for this time by whatever clock the timers go, or until the stop request, whichever is first.
inline Task<void> pause_for(Timers& timers, Millis time, std::stop_token stop)
{
    Signal over(co_await asio::this_coro::executor);
    const TimerHandle timer = timers.after(time, [&over] { over.set(); });
    const std::stop_callback wake(stop, [&over] { over.set(); });
    co_await over.wait();
}

} // namespace tandem
