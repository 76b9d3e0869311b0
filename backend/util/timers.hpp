#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/time.hpp"

#include <functional>
#include <map>
#include <memory>

namespace tandem {

// A pending call; destroying or resetting it takes the call back. Must not outlive the executor's loop.
using TimerHandle = std::shared_ptr<void>;

// Calls back later, on the loop that owns it. Core code waits through this, so that tests and the simulator
// can move time themselves. Used from its loop's thread only.
class Timers
{
public:
    virtual ~Timers() = default;
    [[nodiscard]] virtual TimerHandle after(Millis delay, std::function<void()> call) = 0;
};

// On an Asio executor, by the monotonic clock.
[[nodiscard]] std::unique_ptr<Timers> create_timers(asio::any_io_executor executor);

// Fires as its clock is advanced, earliest first, equal times in the order they were set.
class ManualTimers final : public Timers
{
public:
    explicit ManualTimers(ManualClock& clock) : clock_(clock) {}

    // Takes back every call, so that what the calls hold is let go even by a call that holds its own
    // handle.
    ~ManualTimers() override;
    ManualTimers(const ManualTimers&) = delete;
    ManualTimers& operator=(const ManualTimers&) = delete;

    [[nodiscard]] TimerHandle after(Millis delay, std::function<void()> call) override;

    // Moves the clock and makes every call that falls due on the way.
    void advance(Millis by);

    [[nodiscard]] std::size_t pending() const { return calls_.size(); }

private:
    using Key = std::pair<SteadyTime, std::uint64_t>;
    ManualClock& clock_;
    std::uint64_t next_ = 0;
    std::map<Key, std::weak_ptr<std::function<void()>>> calls_;
};

} // namespace tandem
