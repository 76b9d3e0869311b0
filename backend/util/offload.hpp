#pragma once

#include "backend/util/asio.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <optional>
#include <utility>

namespace tandem {

// Runs a blocking function on a pool and resumes on the caller's executor with its result; an exception
// comes back too. The caller's loop goes on meanwhile. `fn` must not touch anything that the loop owns.
template <class Fn>
Task<std::invoke_result_t<Fn>> offload(asio::thread_pool& pool, Fn fn)
{
    using T = std::invoke_result_t<Fn>;
    const auto home = co_await asio::this_coro::executor;
    auto run = [&pool, home, fn = std::move(fn)](auto handler) mutable {
        asio::post(pool, [home, fn = std::move(fn), handler = std::move(handler)]() mutable {
            std::exception_ptr error;
            std::optional<T> value;
            try {
                value.emplace(fn());
            } catch (...) {
                error = std::current_exception();
            }
            asio::post(home, [handler = std::move(handler), error, value = std::move(value)]() mutable {
                handler(error, std::move(value));
            });
        });
    };
    auto value =
        co_await asio::async_initiate<decltype(use_task), void(std::exception_ptr, std::optional<T>)>(
            std::move(run), use_task
        );
    co_return std::move(*value);
}

} // namespace tandem
