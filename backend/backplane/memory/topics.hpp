#pragma once

#include "backend/backplane/backplane.hpp"

#include <unordered_map>
#include <vector>

namespace tandem::backplane {

// Who listens to what. Held by a shared pointer, so that a subscription may outlive it. Its loop's thread
// only.
class Topics : public std::enable_shared_from_this<Topics>
{
public:
    [[nodiscard]] Subscription subscribe(const std::string& topic, Handler handler);

    // Those who listen now, weakly: whoever leaves before it is their turn is not called.
    using Listener = std::weak_ptr<const Handler>;
    [[nodiscard]] std::vector<Listener> listeners(const std::string& topic) const;

    // Calls those who listen now and have not left when it is their turn.
    void deliver(const std::string& topic, const Message& message) const;

    // The same, but from the executor and not from inside this call.
    void
    deliver_later(const asio::any_io_executor& executor, const std::string& topic, Message message) const;

    // Called when a topic got its first listener (true) or lost its last (false).
    std::function<void(const std::string& topic, bool wanted)> on_wanted;

    // Topics with somebody listening.
    [[nodiscard]] bool has(const std::string& topic) const { return topics_.contains(topic); }
    [[nodiscard]] std::size_t size() const noexcept { return topics_.size(); }
    [[nodiscard]] std::vector<std::string> names() const;

private:
    void sweep(const std::string& topic);

    std::unordered_map<std::string, std::vector<Listener>> topics_;
};

} // namespace tandem::backplane
