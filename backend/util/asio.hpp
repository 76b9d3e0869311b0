#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

// The spelling of Asio in this project.

namespace tandem {

namespace asio = boost::asio;

// What a suspending function returns. Awaited on the spot it may take references; spawned it takes values.
template <class T>
using Task = asio::awaitable<T>;

inline constexpr auto use_task = asio::use_awaitable;

} // namespace tandem
