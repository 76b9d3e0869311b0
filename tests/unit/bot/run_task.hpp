#pragma once

#include "backend/util/asio.hpp"

#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace tandem::test {

// Runs a task on a loop until it has a result; throws what it threw, or when it takes longer than ten
// seconds.
template <class T>
T run_task(asio::io_context& loop, Task<T> task)
{
    std::optional<T> result;
    std::exception_ptr thrown;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr error, T value) {
        thrown = error;
        if (!error) result = std::move(value);
    });
    loop.restart();
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!result && !thrown && std::chrono::steady_clock::now() < limit) {
        if (loop.run_one_for(std::chrono::milliseconds(100)) == 0 && loop.stopped()) loop.restart();
    }
    if (thrown) std::rethrow_exception(thrown);
    if (!result) throw std::runtime_error("the task did not end in time");
    return std::move(*result);
}

} // namespace tandem::test
