#pragma once

#include "backend/backplane/memory/topics.hpp"
#include "backend/backplane/redis/channels.hpp"
#include "backend/backplane/redis/link.hpp"
#include "backend/backplane/redis/subscriptions.hpp"
#include "backend/backplane/redis/waiter.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace tandem::backplane::redis {

// What other nodes tell this one: keeps a connection subscribed to the topics that somebody here listens
// to, brings them what comes, and tells them `missed` whenever something may not have come. Held by its
// coroutines and the handlers of its commands. Loop's thread only.
class Listener : public std::enable_shared_from_this<Listener>
{
public:
    struct Settings
    {
        NodeId node;
        Millis settle_time;   // how long settled() waits at most
        Millis missed_within; // how long it may take until everybody was told `missed`
    };

    Listener(
        asio::io_context& loop,
        std::shared_ptr<Link> link,
        Settings settings,
        Channels channels,
        std::shared_ptr<Topics> topics
    );

    // Whether what is said here reaches other nodes: if not, everybody here is told `missed` time and
    // again.
    std::function<bool()> can_speak;
    std::function<void(const std::string& topic)> on_heard; // something of another node

    void start(); // before the link starts
    void stop();

    // Look at can_speak() again.
    void speaking_changed() { ticker_.wake(); }

    // All subscriptions have been in force since the connection was made.
    [[nodiscard]] bool in_force() const { return in_force_; }

    // Whether the server delivers a topic to this node; nothing while that is changing.
    [[nodiscard]] std::optional<bool> listens_to(const std::string& topic) const
    {
        if (!in_force_ || !subscriptions_.all_done()) return std::nullopt;
        return topics_->has(topic);
    }

    // As Backplane::settled.
    [[nodiscard]] Task<void> settled();

    [[nodiscard]] std::uint64_t received() const { return received_; }
    [[nodiscard]] std::uint64_t ignored() const { return ignored_; }

private:
    struct Settling
    {
        std::uint64_t position;
        std::shared_ptr<Waiter> waiter;
    };

    void connected(Connection& connection);
    void disconnected();
    void change_subscriptions();
    void changed(Connection& connection, const Result<Reply>& reply);
    void wake_settled();
    void on_message(const std::string& channel, const std::string& bytes);
    void deliver(const std::string& topic, const Message& message) const;
    [[nodiscard]] bool reaches_others() const { return in_force_ && can_speak && can_speak(); }
    [[nodiscard]] Task<void> tell_missed();
    [[nodiscard]] Task<void> tell_everybody();

    asio::io_context& loop_;
    std::shared_ptr<Link> link_;
    Settings settings_;
    Channels channels_;
    std::shared_ptr<Topics> topics_;

    Subscriptions subscriptions_;
    bool in_force_ = false;
    std::deque<Settling> settling_;
    bool missed_due_ = false; // everybody here is to be told
    Waiter ticker_;
    LogLimit log_ignored_;
    std::uint64_t received_ = 0;
    std::uint64_t ignored_ = 0;
    bool stopped_ = false;
};

} // namespace tandem::backplane::redis
