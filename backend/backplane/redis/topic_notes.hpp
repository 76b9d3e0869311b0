#pragma once

#include "shared/base/time.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace tandem::backplane::redis {

// Topics of which other nodes missed something, to tell them so later. Keeps so many; after that,
// everything may have been missed.
class LostTopics
{
public:
    static constexpr std::size_t most = 8'192;

    void add(const std::string& topic)
    {
        if (everything_) return;
        topics_.insert(topic);
        if (topics_.size() <= most) return;
        topics_.clear();
        everything_ = true;
    }

    // One of them, which is then forgotten; the empty topic stands for all.
    [[nodiscard]] std::optional<std::string> take()
    {
        if (everything_) {
            everything_ = false;
            return std::string();
        }
        if (topics_.empty()) return std::nullopt;
        return std::move(topics_.extract(topics_.begin()).value());
    }

    [[nodiscard]] bool empty() const { return topics_.empty() && !everything_; }

private:
    std::unordered_set<std::string> topics_;
    bool everything_ = false;
};

// Topics that nobody else listened to a moment ago: what may be dropped need not be sent there. That saves
// nearly all of what a bot's answers would cost, for most are followed on the node that makes them.
class UnwatchedTopics
{
public:
    static constexpr Millis believed_for{500};
    static constexpr std::size_t most = 16'384;

    void note(const std::string& topic, bool watched, SteadyTime now)
    {
        if (watched) {
            until_.erase(topic);
            return;
        }
        if (until_.size() >= most) until_.clear();
        until_[topic] = now + believed_for;
    }

    [[nodiscard]] bool contains(const std::string& topic, SteadyTime now)
    {
        const auto found = until_.find(topic);
        if (found == until_.end()) return false;
        if (found->second > now) return true;
        until_.erase(found);
        return false;
    }

    void clear() { until_.clear(); }

private:
    std::unordered_map<std::string, SteadyTime> until_;
};

} // namespace tandem::backplane::redis
