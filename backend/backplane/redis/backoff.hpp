#pragma once

#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

#include <algorithm>

namespace tandem::backplane::redis {

// How long to wait before the next try: full jitter, anything from nothing to a limit that doubles with
// each failure, so that nodes which lost the same server do not come back together.
class Backoff
{
public:
    static constexpr Millis first{100};
    static constexpr Millis longest{3'000};

    [[nodiscard]] Millis next(Random& random)
    {
        const Millis limit = limit_;
        limit_ = std::min(longest, limit_ * 2);
        return Millis(std::int64_t(random.unit() * double(limit.count())));
    }

    void reset() { limit_ = first; }

private:
    Millis limit_ = first;
};

} // namespace tandem::backplane::redis
