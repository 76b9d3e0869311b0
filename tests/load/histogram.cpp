#include "tests/load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tandem::load {

// Values below 64 have a bucket each. Above, the top six bits choose it: five after the leading one, and
// the exponent.
std::size_t Histogram::bucket_of(std::uint64_t value) noexcept
{
    if (value < (2U << sub_bits)) return value;
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - sub_bits - 1;
    return (std::size_t(shift) << sub_bits) + (value >> shift);
}

std::uint64_t Histogram::end_of(std::size_t bucket) noexcept
{
    if (bucket < (2U << sub_bits)) return bucket;
    const auto shift = (bucket >> sub_bits) - 1;
    const std::uint64_t top = bucket - (shift << sub_bits);
    return ((top + 1) << shift) - 1;
}

void Histogram::add(Micros latency)
{
    const auto value =
        std::min(static_cast<std::uint64_t>(std::max<Micros::rep>(latency.count(), 0)), largest);
    ++buckets_[bucket_of(value)];
    ++count_;
    sum_ += value;
    max_ = std::max(max_, Micros(value));
}

void Histogram::merge(const Histogram& other)
{
    for (std::size_t i = 0; i < buckets_.size(); ++i)
        buckets_[i] += other.buckets_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    max_ = std::max(max_, other.max_);
}

Histogram::Micros Histogram::quantile(double q) const
{
    const auto wanted =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(q * double(count_))));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        seen += buckets_[i];
        if (count_ > 0 && seen >= wanted) return std::min(Micros(end_of(i)), max_);
    }
    return max_;
}

Histogram::Micros Histogram::mean() const { return Micros(count_ > 0 ? sum_ / count_ : 0); }

} // namespace tandem::load
