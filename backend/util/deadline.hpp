#pragma once

#include "shared/base/time.hpp"

#include <algorithm>

namespace tandem {

// A point in monotonic time after which nobody wants the result. Made once where a request enters and
// passed down; each callee may shorten it, none may extend it. A value type, safe to copy.
class Deadline
{
public:
    // Never passes.
    Deadline() = default;

    [[nodiscard]] static Deadline after(const Clock& clock, Millis time)
    {
        return Deadline(clock.steady() + time);
    }
    [[nodiscard]] static Deadline at(SteadyTime when) { return Deadline(when); }

    [[nodiscard]] bool passed(const Clock& clock) const { return clock.steady() >= when_; }

    // What is left, never negative; a year when there is no limit.
    [[nodiscard]] Millis left(const Clock& clock) const
    {
        if (when_ == SteadyTime::max()) return std::chrono::hours(24 * 365);
        return std::max(Millis(0), std::chrono::duration_cast<Millis>(when_ - clock.steady()));
    }

    [[nodiscard]] Deadline earlier(Deadline other) const { return Deadline(std::min(when_, other.when_)); }
    [[nodiscard]] SteadyTime when() const { return when_; }

private:
    explicit Deadline(SteadyTime when) : when_(when) {}
    SteadyTime when_ = SteadyTime::max();
};

} // namespace tandem
