#pragma once

#include "shared/base/time.hpp"

#include <algorithm>

namespace tandem::net {

// A token bucket: `burst` at once, `rate` per second in the long run. A value type; time is passed in.
class TokenBucket
{
public:
    TokenBucket(double rate, double burst) : rate_(rate), burst_(burst), tokens_(burst) {}

    // Takes one token; false when there is none.
    bool take(SteadyTime now)
    {
        refill(now);
        if (tokens_ < 1) return false;
        tokens_ -= 1;
        return true;
    }

    // How long until the next token.
    [[nodiscard]] Millis wait(SteadyTime now)
    {
        refill(now);
        if (tokens_ >= 1 || rate_ <= 0) return Millis(0);
        return Millis(static_cast<long>((1 - tokens_) / rate_ * 1000) + 1);
    }

private:
    void refill(SteadyTime now)
    {
        if (last_ != SteadyTime() && now > last_) {
            const double seconds = std::chrono::duration<double>(now - last_).count();
            tokens_ = std::min(burst_, tokens_ + seconds * rate_);
        }
        last_ = std::max(last_, now);
    }

    double rate_;
    double burst_;
    double tokens_;
    SteadyTime last_{};
};

} // namespace tandem::net
