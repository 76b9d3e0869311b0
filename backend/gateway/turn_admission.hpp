#pragma once

#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

#include <cstddef>

namespace tandem::gateway {

// How many answers of the bot may be in progress at once. What is begun beyond what the process can do
// makes all of them late; so when things are late for a while, fewer are admitted, and when they keep up,
// more again. Two things tell: how late the loop is, and how much longer than at best it takes until an
// answer begins, wherever it waits. Pure: somebody else looks and measures.
class TurnAdmission
{
public:
    struct Settings
    {
        std::size_t least = 64;    // always admitted: so few are not what makes a machine late
        std::size_t most = 20'000; // never more
        Millis tolerable{60};      // how late the loop may be
        // How much later than at best answers may begin; twice as long as at best is always tolerated, for
        // models have their moods.
        Millis tolerable_wait{250};
    };

    TurnAdmission() : TurnAdmission(Settings()) {}
    explicit TurnAdmission(const Settings& settings) : settings_(settings), limit_(double(settings.most)) {}

    // How often `look` is to be called.
    static constexpr Millis step{100};

    // `late` is how much later than planned this look comes; `in_progress` counts answers.
    void look(Millis late, std::size_t in_progress);

    // An answer has begun, so long after its question.
    void began(double seconds);

    [[nodiscard]] bool admits(std::size_t in_progress) const { return double(in_progress) < limit_; }
    [[nodiscard]] std::size_t limit() const { return std::size_t(limit_); }

    // When somebody who was refused may try again; random, so that they do not come back together.
    [[nodiscard]] static Millis retry_after(Random& random) { return Millis(1'000 + random.below(3'000)); }

private:
    void look_at_waits(std::size_t in_progress);
    [[nodiscard]] bool waits_too_long() const;

    const Settings settings_;
    double limit_;
    double late_ms_ = 0; // smoothed
    double sum_ms_ = 0;  // of waits since the last look
    std::size_t count_ = 0;
    double wait_ms_ = 0;  // smoothed
    double best_ms_ = 0;  // the least that it was; 0: not known yet
    double patience_ = 0; // ms until what was done about the waits can be seen
};

} // namespace tandem::gateway
