#pragma once

#include "backend/storage/postgres/failure.hpp"
#include "shared/base/random.hpp"

#include <algorithm>
#include <optional>

namespace tandem::storage::postgres {

// How often, and for how long, one piece of work is tried again. Pure but for chance: the caller sleeps.
class Retry
{
public:
    // `until`: after which nobody waits for the work any more. One more try is granted even then when the
    // connection was lost, for an idle one may have been dead for hours.
    explicit Retry(SteadyTime until) : until_(until) {}

    // How long to wait before the next try; nothing when that was the last.
    [[nodiscard]] std::optional<Millis> next(Remedy remedy, SteadyTime now, Random& random)
    {
        ++tries_;
        switch (remedy) {
        case Remedy::give_up:
        case Remedy::blame:
            return std::nullopt;
        case Remedy::again:
            if (tries_ > most_collisions) return std::nullopt;
            return jittered(random);
        case Remedy::reconnect:
            if (tries_ == 1) return Millis(0);
            const auto wait = jittered(random);
            if (now + wait >= until_) return std::nullopt;
            return wait;
        }
        return std::nullopt;
    }

private:
    static constexpr int most_collisions = 3;
    static constexpr std::uint64_t first_wait = 20;
    static constexpr std::uint64_t longest_wait = 500;

    // Doubles from try to try; all of it left to chance, so that many do not come back at once.
    [[nodiscard]] Millis jittered(Random& random) const
    {
        const auto most = std::min(longest_wait, first_wait << std::min(tries_, 10));
        return Millis(1 + random.below(most));
    }

    const SteadyTime until_;
    int tries_ = 0;
};

} // namespace tandem::storage::postgres
