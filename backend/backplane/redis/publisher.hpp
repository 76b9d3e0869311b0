#pragma once

#include "backend/backplane/redis/channels.hpp"
#include "backend/backplane/redis/link.hpp"
#include "backend/backplane/redis/topic_notes.hpp"
#include "backend/backplane/redis/wire.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tandem::backplane::redis {

// What this node tells the others. Messages leave in the order they are published while there is a
// connection and room in it; of what could not leave, its readers are told `missed` as soon as they can be.
// Held by the handlers of its commands. Loop's thread only.
class Publisher : public std::enable_shared_from_this<Publisher>
{
public:
    Publisher(
        asio::io_context& loop,
        std::shared_ptr<Link> link,
        NodeId node,
        Channels channels,
        const Clock& clock,
        std::size_t in_flight // commands that the connection takes at most
    );

    // How many connections of this very node get what is published on a topic; nothing when that is not
    // known at present.
    std::function<std::optional<std::int64_t>(const std::string& topic)> own_receivers;

    void publish(const std::string& topic, const Message& message)
    {
        static_cast<void>(send(topic, message));
    }

    // The connection is up again.
    void connected();

    // Another node has said something on the topic, so it may well listen to it.
    void heard_on(const std::string& topic) { unwatched_.note(topic, true, clock_.steady()); }

    void stop() { stopped_ = true; }

    [[nodiscard]] std::uint64_t sent() const { return sent_; }
    [[nodiscard]] std::uint64_t lost() const { return lost_count_; }

private:
    [[nodiscard]] bool send(const std::string& topic, const Message& message);
    void note_receivers(const std::string& topic, std::int64_t receivers);
    void note_lost(const std::string& topic, bool droppable);
    void tell_lost_soon();
    [[nodiscard]] Task<void> tell_lost();

    asio::io_context& loop_;
    std::shared_ptr<Link> link_;
    NodeId node_;
    Channels channels_;
    const Clock& clock_;
    std::size_t in_flight_;

    UnwatchedTopics unwatched_;
    LostTopics lost_;
    bool telling_lost_ = false;
    bool stopped_ = false;
    std::uint64_t sent_ = 0;
    std::uint64_t lost_count_ = 0;
};

} // namespace tandem::backplane::redis
