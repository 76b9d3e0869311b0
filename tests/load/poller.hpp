#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace tandem::load {

using Time = std::chrono::steady_clock::time_point;
using Span = std::chrono::nanoseconds;

[[nodiscard]] inline Time now() { return std::chrono::steady_clock::now(); }
[[nodiscard]] inline Span seconds(double value)
{
    return std::chrono::duration_cast<Span>(std::chrono::duration<double>(value));
}

// What a descriptor is watched for.
class Watched
{
public:
    virtual ~Watched() = default;
    // `what` has EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP.
    virtual void ready(std::uint32_t what) = 0;
};

// A bare loop over epoll and a heap of timers. The product's own loop is not used here: the load shares the
// machine with what it measures, and has to be the cheaper of the two. One thread.
class Poller
{
public:
    Poller();
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    // A ticket names one registration; events that were on their way when it was given back are dropped.
    using Ticket = std::uint64_t;
    [[nodiscard]] Ticket add(int descriptor, std::uint32_t what, Watched& watched);
    void change(Ticket ticket, int descriptor, std::uint32_t what);
    void remove(Ticket ticket, int descriptor);

    // Calls cannot be taken back: what they capture must outlive the loop, or look whether it still
    // matters.
    void at(Time when, std::function<void()> call);

    // Waits at most `longest` for something to happen and carries it out.
    void step(Span longest);

private:
    struct Slot
    {
        Watched* watched = nullptr;
        std::uint32_t generation = 0;
    };
    struct Call
    {
        Time when;
        std::uint64_t order = 0;
        std::function<void()> call;
        bool operator<(const Call& other) const
        {
            return when != other.when ? when > other.when : order > other.order;
        }
    };

    void run_due();

    int epoll_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::priority_queue<Call> calls_;
    std::uint64_t order_ = 0;
};

} // namespace tandem::load
