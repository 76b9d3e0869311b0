#pragma once

#include "backend/util/timers.hpp"

#include <boost/asio/post.hpp>

namespace tandem {

// Suspends for a while, by whatever clock the timers go. Not cancellable; keep it short, and look at the
// world anew afterwards.
inline Task<void> sleep_for(Timers& timers, Millis time)
{
    const auto home = co_await asio::this_coro::executor;
    TimerHandle handle;
    co_await asio::async_initiate<decltype(use_task), void()>(
        [&](auto handler) {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            handle = timers.after(time, [home, shared] {
                asio::post(home, [shared] { std::move (*shared)(); });
            });
        },
        use_task
    );
}

} // namespace tandem
