#pragma once

#include "shared/base/time.hpp"

#include <boost/asio/io_context.hpp>
#include <chrono>

namespace tandem::testing {

// Runs the loop until `holds()`; false when the time is up first. Called from the thread that owns the
// loop.
template <class Predicate>
[[nodiscard]] bool
wait_for(boost::asio::io_context& loop, Predicate holds, Millis limit = std::chrono::seconds(10))
{
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        loop.restart();
        // A slice, because what is waited for may also come with time alone.
        loop.run_one_for(Millis(20));
    }
    return true;
}

// Runs the loop for `time`, to see what does not come.
inline void let_pass(boost::asio::io_context& loop, Millis time)
{
    const auto end = std::chrono::steady_clock::now() + time;
    static_cast<void>(wait_for(loop, [&] { return std::chrono::steady_clock::now() >= end; }, time * 2));
}

} // namespace tandem::testing
