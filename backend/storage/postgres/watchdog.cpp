#include "backend/storage/postgres/watchdog.hpp"

#include <algorithm>
#include <sys/socket.h>

namespace tandem::storage::postgres {

namespace {

constexpr std::chrono::hours rest{1}; // `wait_until` the end of time would overflow

} // namespace

Watchdog::Guard::Guard(Watchdog& watchdog, int socket, Millis limit)
    : watchdog_(watchdog),
      number_(watchdog.add(socket, limit))
{}

Watchdog::Guard::~Guard() { watchdog_.remove(number_); }

Watchdog::Watchdog() : thread_([this] { work(); }) {}

Watchdog::~Watchdog()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

std::uint64_t Watchdog::add(int socket, Millis limit)
{
    const auto until = std::chrono::steady_clock::now() + limit;
    const std::lock_guard lock(mutex_);
    watched_.emplace(++last_number_, Watched{.socket = socket, .until = until});
    // Mostly it wakes early enough anyway.
    if (until < wakes_) changed_.notify_all();
    return last_number_;
}

void Watchdog::remove(std::uint64_t number)
{
    const std::lock_guard lock(mutex_);
    watched_.erase(number);
}

void Watchdog::work()
{
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        const auto now = std::chrono::steady_clock::now();
        wakes_ = std::min(end_what_is_late(now), now + rest);
        changed_.wait_until(lock, wakes_);
    }
}

SteadyTime Watchdog::end_what_is_late(SteadyTime now)
{
    auto next = SteadyTime::max();
    for (auto& [number, watched] : watched_) {
        if (watched.until > now) {
            next = std::min(next, watched.until);
        } else if (watched.socket >= 0) {
            ::shutdown(watched.socket, SHUT_RDWR);
            watched.socket = -1; // once is enough
        }
    }
    return next;
}

} // namespace tandem::storage::postgres
