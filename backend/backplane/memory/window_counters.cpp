#include "backend/backplane/memory/window_counters.hpp"

#include <algorithm>
#include <numeric>

namespace tandem::backplane {

std::uint64_t WindowCounters::hit(std::string_view key, Millis window, SteadyTime now)
{
    const auto counter = touch(key, window);
    const auto slice_time = std::max<std::int64_t>(1, window.count() / slices_per_window);
    const auto slice = std::chrono::duration_cast<Millis>(now.time_since_epoch()).count() / slice_time;
    forget_until(*counter, slice);
    ++counter->slices[static_cast<std::size_t>(slice) % counter->slices.size()];
    return std::accumulate(counter->slices.begin(), counter->slices.end(), std::uint64_t{0});
}

// The key's counter, new or not, moved to the front.
WindowCounters::Order::iterator WindowCounters::touch(std::string_view key, Millis window)
{
    const auto found = counters_.find(key);
    if (found != counters_.end()) {
        order_.splice(order_.begin(), order_, found->second);
        // Slices of another length mean nothing.
        if (order_.front().window != window) {
            order_.front().window = window;
            order_.front().slices.fill(0);
        }
        return order_.begin();
    }
    if (order_.size() >= max_keys_) {
        counters_.erase(order_.back().key);
        order_.pop_back();
    }
    order_.push_front({.key = std::string(key), .window = window});
    counters_.emplace(order_.front().key, order_.begin());
    return order_.begin();
}

// Empties the slices that time has passed over since the last hit.
void WindowCounters::forget_until(Counter& counter, std::int64_t slice)
{
    const auto count = static_cast<std::int64_t>(counter.slices.size());
    const auto passed = std::clamp<std::int64_t>(slice - counter.newest, 0, count);
    for (std::int64_t i = 0; i < passed; ++i) {
        counter.slices[static_cast<std::size_t>((slice - i) % count)] = 0;
    }
    counter.newest = std::max(counter.newest, slice);
}

} // namespace tandem::backplane
