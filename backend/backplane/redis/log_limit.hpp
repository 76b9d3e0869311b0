#pragma once

#include "shared/base/time.hpp"

namespace tandem::backplane::redis {

// One line of a kind per `every`, so that an outage is not a flood.
class LogLimit
{
public:
    static constexpr Millis every{10'000};

    [[nodiscard]] bool allows(SteadyTime now)
    {
        if (now < next_) return false;
        next_ = now + every;
        return true;
    }

private:
    SteadyTime next_ = SteadyTime::min();
};

} // namespace tandem::backplane::redis
