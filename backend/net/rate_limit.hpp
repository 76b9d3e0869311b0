#pragma once

#include "shared/base/time.hpp"

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tandem::net {

struct Rate
{
    double per_second = 1; // how fast tokens come back
    double burst = 1;      // how many there are at most
};

// A token bucket, full at first. Time is given by the caller and does not run backwards for it.
class TokenBucket
{
public:
    TokenBucket(Rate rate, SteadyTime now) : rate_(rate), tokens_(rate.burst), at_(now) {}

    // Takes `tokens` if there are as many.
    [[nodiscard]] bool take(SteadyTime now, double tokens = 1);

    // How long until take() would succeed; zero when it would now. A year when it never will.
    [[nodiscard]] Millis wait(SteadyTime now, double tokens = 1) const;

private:
    [[nodiscard]] double tokens_at(SteadyTime now) const;

    Rate rate_;
    double tokens_;
    SteadyTime at_;
};

// A bucket for each key (an address, a session), at most `limit` of them: the one not used for longest
// makes place. Keep the limit so high that a full table means an attack; the forgotten key then begins with
// a full bucket.
class RateLimitTable
{
public:
    RateLimitTable(Rate rate, std::size_t limit) : rate_(rate), limit_(limit) {}

    [[nodiscard]] bool take(std::string_view key, SteadyTime now, double tokens = 1);
    [[nodiscard]] Millis wait(std::string_view key, SteadyTime now, double tokens = 1) const;
    [[nodiscard]] std::size_t size() const { return by_key_.size(); }

private:
    struct Entry
    {
        std::string key;
        TokenBucket bucket;
    };

    Rate rate_;
    std::size_t limit_;
    std::list<Entry> by_use_;                                                 // the last used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_; // keys view the entries
};

} // namespace tandem::net
