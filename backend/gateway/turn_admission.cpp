#include "backend/gateway/turn_admission.hpp"

#include <algorithm>

namespace tandem::gateway {

namespace {

constexpr double weight_of_newest = 0.3; // a single stall, of the machine and not ours, is no overload
constexpr double shrink = 0.93;
constexpr double growth = 0.03;
constexpr double nearly_full = 0.9;
constexpr double weight_of_newest_wait = 0.2;
constexpr double shrink_for_waits = 0.85;
constexpr double forgetting = 1.001; // of the best wait, each look: a minute makes it twice as long

} // namespace

void TurnAdmission::look(Millis late, std::size_t in_progress)
{
    late_ms_ += weight_of_newest * (double(late.count()) - late_ms_);
    const auto tolerable = double(settings_.tolerable.count());
    look_at_waits(in_progress);
    if (waits_too_long()) {
        // Seen to already.
    } else if (late_ms_ > tolerable) {
        limit_ = std::min(limit_, double(in_progress)) * shrink;
    } else if (late_ms_ < tolerable / 2 && double(in_progress) > limit_ * nearly_full) {
        limit_ += std::max(1.0, limit_ * growth);
    } else if (double(in_progress) < limit_ / 2) {
        limit_ += limit_ * growth; // what limited is long over
    }
    limit_ = std::clamp(limit_, double(settings_.least), double(settings_.most));
}

void TurnAdmission::began(double seconds)
{
    sum_ms_ += seconds * 1'000;
    ++count_;
}

bool TurnAdmission::waits_too_long() const
{
    const auto tolerable = std::max(double(settings_.tolerable_wait.count()), best_ms_);
    return best_ms_ > 0 && wait_ms_ > best_ms_ + tolerable;
}

// What begins now was admitted a while ago, so one step is taken, and then as long is waited as it takes to
// see what came of it.
void TurnAdmission::look_at_waits(std::size_t in_progress)
{
    if (count_ > 0) {
        const double newest = sum_ms_ / double(count_);
        wait_ms_ = wait_ms_ == 0 ? newest : wait_ms_ + weight_of_newest_wait * (newest - wait_ms_);
        best_ms_ = best_ms_ == 0 ? wait_ms_ : std::min(best_ms_ * forgetting, wait_ms_);
        sum_ms_ = 0;
        count_ = 0;
    } else if (in_progress == 0) {
        wait_ms_ = best_ms_; // nobody waits
    }
    patience_ -= double(step.count());
    if (!waits_too_long() || patience_ > 0) return;
    limit_ = std::min(limit_, double(in_progress)) * shrink_for_waits;
    patience_ = wait_ms_;
}

} // namespace tandem::gateway
