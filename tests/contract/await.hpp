#pragma once

#include "backend/util/asio.hpp"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <vector>

namespace tandem::test {

inline constexpr std::chrono::seconds patience(60);

// Runs coroutines side by side on one loop until all have ended, and returns what they returned, in their
// order. Throws when one throws, or when it takes longer than any test should wait.
template <class T>
std::vector<T> await_all(std::vector<Task<T>> tasks)
{
    // One for all: a thread that has just handed over its result may still be inside the loop that is done
    // with it.
    static asio::io_context loop;
    loop.restart();
    std::vector<std::optional<T>> results(tasks.size());
    std::exception_ptr failure;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        asio::co_spawn(
            loop,
            std::move(tasks[i]),
            [&results, &failure, i](std::exception_ptr error, T value) {
                if (error)
                    failure = error;
                else
                    results[i] = std::move(value);
            }
        );
    }
    loop.run_for(patience);
    if (failure) std::rethrow_exception(failure);
    std::vector<T> values;
    for (auto& result : results) {
        if (!result) throw std::runtime_error("a coroutine did not end in time");
        values.push_back(std::move(*result));
    }
    return values;
}

template <class T>
T await(Task<T> task)
{
    std::vector<Task<T>> tasks;
    tasks.push_back(std::move(task));
    return std::move(await_all(std::move(tasks)).front());
}

} // namespace tandem::test
