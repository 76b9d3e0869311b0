#include "backend/routing/wait_estimate.hpp"

#include <algorithm>

namespace tandem::routing {

namespace {

constexpr std::size_t fewest = 3;
constexpr std::size_t most = 1'000; // enough to know the rate; older ones are dropped

} // namespace

void WaitEstimate::helped(SteadyTime at)
{
    helped_.push_back(at);
    while (helped_.size() > most || helped_.front() + window_ < at)
        helped_.pop_front();
}

std::optional<std::chrono::seconds> WaitEstimate::estimate(int ahead, SteadyTime now) const
{
    const auto first = std::ranges::find_if(helped_, [&](SteadyTime at) { return at + window_ >= now; });
    const auto count = std::distance(first, helped_.end());
    if (count < std::ptrdiff_t(fewest)) return std::nullopt;
    const auto span = std::chrono::duration<double>(now - *first);
    const double seconds_each = std::max(1.0, span.count() / double(count));
    return std::chrono::seconds(static_cast<long>(seconds_each * (ahead + 1)));
}

} // namespace tandem::routing
