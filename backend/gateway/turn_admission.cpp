#include "backend/gateway/turn_admission.hpp"

#include <algorithm>

namespace tandem::gateway {

namespace {

constexpr double weight_of_newest = 0.3; // a single stall, of the machine and not ours, is no overload
constexpr double shrink = 0.93;
constexpr double growth = 0.03;
constexpr double nearly_full = 0.9;

} // namespace

void TurnAdmission::look(Millis late, std::size_t in_progress)
{
    late_ms_ += weight_of_newest * (double(late.count()) - late_ms_);
    const auto tolerable = double(settings_.tolerable.count());
    if (late_ms_ > tolerable) {
        limit_ = std::min(limit_, double(in_progress)) * shrink;
    } else if (late_ms_ < tolerable / 2 && double(in_progress) > limit_ * nearly_full) {
        limit_ += std::max(1.0, limit_ * growth);
    } else if (double(in_progress) < limit_ / 2) {
        limit_ += limit_ * growth; // what limited is long over
    }
    limit_ = std::clamp(limit_, double(settings_.least), double(settings_.most));
}

} // namespace tandem::gateway
