#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace tandem::load {

// Latencies from one microsecond to an hour in buckets that are at most 1/32 of their value wide. Adding is
// constant time and never allocates; it may lie in memory that processes share.
class Histogram
{
public:
    using Micros = std::chrono::microseconds;

    void add(Micros latency);

    // As if all that went into the other had gone into this one.
    void merge(const Histogram& other);

    // Value that the share `q` (0 to 1) of all latencies does not exceed, rounded up to its bucket's end,
    // never above the largest. Zero when empty.
    [[nodiscard]] Micros quantile(double q) const;

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] Micros max() const noexcept { return max_; }
    [[nodiscard]] Micros mean() const;

private:
    static constexpr unsigned sub_bits = 5; // 32 buckets for each power of two
    static constexpr std::uint64_t largest = 3'600'000'000;

    static std::size_t bucket_of(std::uint64_t value) noexcept;
    static std::uint64_t end_of(std::size_t bucket) noexcept;

    std::array<std::uint64_t, 1024> buckets_{};
    std::uint64_t count_ = 0;
    std::uint64_t sum_ = 0;
    Micros max_{0};
};

} // namespace tandem::load
