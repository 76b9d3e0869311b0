#pragma once

#include "shared/base/time.hpp"

#include <deque>
#include <optional>

namespace tandem::routing {

// How long somebody in the queue will wait: those ahead, and oneself, divided by the rate at which people
// were helped over the last half hour. Says nothing before three were. Pure; times come in order.
class WaitEstimate
{
public:
    explicit WaitEstimate(Millis window = std::chrono::minutes(30)) : window_(window) {}

    // A person has taken a waiting conversation.
    void helped(SteadyTime at);

    [[nodiscard]] std::optional<std::chrono::seconds> estimate(int ahead, SteadyTime now) const;

private:
    Millis window_;
    std::deque<SteadyTime> helped_;
};

} // namespace tandem::routing
