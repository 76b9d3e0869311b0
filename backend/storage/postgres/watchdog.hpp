#pragma once

#include "shared/base/time.hpp"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>

namespace tandem::storage::postgres {

// Ends waits on a server that neither answers nor closes (a stopped process, a pulled cable): libpq has no
// time limit of its own once it is connected. Thread-safe.
class Watchdog
{
public:
    Watchdog();
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    // Keeps a socket under watch for as long as it lives. Must go before the socket is closed, for its
    // number may be another's then.
    class Guard
    {
    public:
        Guard(Watchdog& watchdog, int socket, Millis limit);
        ~Guard();
        Guard(const Guard&) = delete;
        Guard& operator=(const Guard&) = delete;

    private:
        Watchdog& watchdog_;
        const std::uint64_t number_;
    };

    // Shuts the socket down, in both directions, when the limit passes while the guard lives: whoever
    // blocks on it fails at once.
    [[nodiscard]] Guard watch(int socket, Millis limit) { return {*this, socket, limit}; }

private:
    struct Watched
    {
        int socket;
        SteadyTime until;
    };

    std::uint64_t add(int socket, Millis limit);
    void remove(std::uint64_t number);
    void work();
    SteadyTime end_what_is_late(SteadyTime now); // returns when the next is due

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, Watched> watched_; // guarded by mutex_
    std::uint64_t last_number_ = 0;            // guarded by mutex_
    SteadyTime wakes_ = SteadyTime::max();     // guarded by mutex_
    bool stopping_ = false;                    // guarded by mutex_
    std::thread thread_;                       // last: uses all of the above
};

} // namespace tandem::storage::postgres
