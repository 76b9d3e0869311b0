#pragma once

#include "shared/base/time.hpp"

#include <array>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tandem::backplane {

// Hits per key within a sliding window, in constant memory: a window is cut into eight slices and hits are
// counted by slice, so that a hit is forgotten when its window is over or at most an eighth of it later,
// never earlier. Keeps the `max_keys` keys that were hit last; what is dropped starts again at nothing. Not
// thread-safe.
class WindowCounters
{
public:
    explicit WindowCounters(std::size_t max_keys) : max_keys_(max_keys) {}

    // Counts a hit and returns how many there are in the window, this one included.
    std::uint64_t hit(std::string_view key, Millis window, SteadyTime now);

    [[nodiscard]] std::size_t size() const noexcept { return counters_.size(); }

private:
    static constexpr std::int64_t slices_per_window = 8;

    struct Counter
    {
        std::string key;
        Millis window{0};
        std::int64_t newest = 0; // number of the slice that was hit last
        // One more than a window has: the oldest may be partly inside.
        std::array<std::uint32_t, slices_per_window + 1> slices{};
    };

    using Order = std::list<Counter>; // the one hit last is in front

    Order::iterator touch(std::string_view key, Millis window);
    static void forget_until(Counter& counter, std::int64_t slice);

    std::size_t max_keys_;
    Order order_;
    std::unordered_map<std::string_view, Order::iterator> counters_; // the keys live in order_
};

} // namespace tandem::backplane
