#pragma once

#include <chrono>
#include <cstdint>

namespace tandem {

using Millis = std::chrono::milliseconds;

// Wall-clock time in milliseconds since 1970-01-01 UTC, as on the wire and in storage. For people to read;
// it never orders anything (`seq` does) and no time-out is measured with it.
using WallTime = std::int64_t;

// Monotonic time of this process. Time-outs, leases and latencies are measured with it.
using SteadyTime = std::chrono::steady_clock::time_point;

// The only source of time. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual WallTime wall() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
};

// The machine's clocks. Lives as long as the process.
[[nodiscard]] const Clock& system_clock() noexcept;

// A clock that moves only when told to. Not thread-safe.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(WallTime start = 1'700'000'000'000) : wall_(start) {}

    [[nodiscard]] WallTime wall() const override { return wall_; }
    [[nodiscard]] SteadyTime steady() const override { return steady_; }

    void advance(Millis by)
    {
        wall_ += by.count();
        steady_ += by;
    }

private:
    WallTime wall_;
    SteadyTime steady_{std::chrono::hours(1)};
};

} // namespace tandem
