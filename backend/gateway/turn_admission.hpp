#pragma once

#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

#include <cstddef>

namespace tandem::gateway {

// How many answers of the bot may be in progress at once. What is begun beyond what the process can do
// makes all of them late; so when the loop is late for a while, fewer are admitted, and when it keeps up,
// more again. Pure: somebody else looks how late the loop is.
class TurnAdmission
{
public:
    struct Settings
    {
        std::size_t least = 64;    // always admitted: so few are not what makes a machine late
        std::size_t most = 20'000; // never more
        Millis tolerable{60};      // how late the loop may be
    };

    TurnAdmission() : TurnAdmission(Settings()) {}
    explicit TurnAdmission(const Settings& settings) : settings_(settings), limit_(double(settings.most)) {}

    // How often `look` is to be called.
    static constexpr Millis step{100};

    // `late` is how much later than planned this look comes; `in_progress` counts answers.
    void look(Millis late, std::size_t in_progress);

    [[nodiscard]] bool admits(std::size_t in_progress) const { return double(in_progress) < limit_; }
    [[nodiscard]] std::size_t limit() const { return std::size_t(limit_); }

    // When somebody who was refused may try again; random, so that they do not come back together.
    [[nodiscard]] static Millis retry_after(Random& random) { return Millis(1'000 + random.below(3'000)); }

private:
    const Settings settings_;
    double limit_;
    double late_ms_ = 0; // smoothed
};

} // namespace tandem::gateway
