#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tandem::backplane::redis {

// What to ask a subscribed connection for, in which order, and how far it has got. One command is under way
// at a time, with many topics in it: while it is, changes gather. Pure.
class Subscriptions
{
public:
    static constexpr std::size_t most_in_command = 256;

    // A new connection, which has none of these yet.
    void restart(std::vector<std::string> topics)
    {
        changes_.clear();
        under_way_ = 0;
        done_ = asked_;
        for (auto& topic : topics)
            want(std::move(topic), true);
    }

    void want(std::string topic, bool wanted)
    {
        changes_.emplace_back(std::move(topic), wanted);
        ++asked_;
    }

    struct Command
    {
        bool subscribe = true;
        std::vector<std::string> topics;
    };

    // The next command; nothing while one is under way or when there is nothing to change.
    [[nodiscard]] std::optional<Command> next()
    {
        if (under_way_ > 0 || changes_.empty()) return std::nullopt;
        Command command{.subscribe = changes_.front().second, .topics = {}};
        while (!changes_.empty() && changes_.front().second == command.subscribe &&
               command.topics.size() < most_in_command) {
            command.topics.push_back(std::move(changes_.front().first));
            changes_.pop_front();
        }
        under_way_ = command.topics.size();
        return command;
    }

    // The command under way was carried out.
    void confirm() { done_ += std::exchange(under_way_, 0); }

    // Changes asked for and made so far: what was asked for as the n-th is in force when done() >= n.
    [[nodiscard]] std::uint64_t asked() const { return asked_; }
    [[nodiscard]] std::uint64_t done() const { return done_; }
    [[nodiscard]] bool all_done() const { return done_ == asked_; }

private:
    std::deque<std::pair<std::string, bool>> changes_;
    std::size_t under_way_ = 0;
    std::uint64_t asked_ = 0;
    std::uint64_t done_ = 0;
};

} // namespace tandem::backplane::redis
