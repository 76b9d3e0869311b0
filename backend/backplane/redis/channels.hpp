#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tandem::backplane::redis {

// Where a topic is to be found in Redis. The empty topic is what concerns everybody.
class Channels
{
public:
    explicit Channels(std::string_view prefix) : prefix_(std::string(prefix) + "/") {}

    [[nodiscard]] std::string of(std::string_view topic) const { return prefix_ + std::string(topic); }

    // Nothing for a channel that is not ours.
    [[nodiscard]] std::optional<std::string> topic_of(std::string_view channel) const
    {
        if (!channel.starts_with(prefix_)) return std::nullopt;
        return std::string(channel.substr(prefix_.size()));
    }

private:
    std::string prefix_;
};

} // namespace tandem::backplane::redis
