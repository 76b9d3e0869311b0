#include "backend/net/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace tandem::net {

double TokenBucket::tokens_at(SteadyTime now) const
{
    const std::chrono::duration<double> passed = std::max(now, at_) - at_;
    return std::min(rate_.burst, tokens_ + passed.count() * rate_.per_second);
}

bool TokenBucket::take(SteadyTime now, double tokens)
{
    tokens_ = tokens_at(now);
    at_ = std::max(at_, now);
    if (tokens_ < tokens) return false;
    tokens_ -= tokens;
    return true;
}

Millis TokenBucket::wait(SteadyTime now, double tokens) const
{
    constexpr Millis never = std::chrono::hours(24 * 365);
    const double missing = tokens - tokens_at(now);
    if (missing <= 0) return Millis(0);
    if (tokens > rate_.burst || rate_.per_second <= 0) return never;
    const double millis = std::ceil(missing / rate_.per_second * 1000);
    return millis < static_cast<double>(never.count()) ? Millis(static_cast<Millis::rep>(millis)) : never;
}

bool RateLimitTable::take(std::string_view key, SteadyTime now, double tokens)
{
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, found->second);
        return found->second->bucket.take(now, tokens);
    }
    if (by_key_.size() >= limit_ && !by_use_.empty()) {
        by_key_.erase(by_use_.back().key);
        by_use_.pop_back();
    }
    by_use_.push_front({std::string(key), TokenBucket(rate_, now)});
    by_key_.emplace(by_use_.front().key, by_use_.begin());
    return by_use_.front().bucket.take(now, tokens);
}

Millis RateLimitTable::wait(std::string_view key, SteadyTime now, double tokens) const
{
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? TokenBucket(rate_, now).wait(now, tokens)
                                  : found->second->bucket.wait(now, tokens);
}

} // namespace tandem::net
