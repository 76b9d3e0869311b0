#include "backend/backplane/redis/publisher.hpp"

#include "backend/backplane/redis/waiter.hpp"
#include "backend/util/log.hpp"

#include <utility>

namespace tandem::backplane::redis {

namespace {

constexpr Millis make_room{5}; // for the replies to come in, when telling what was lost

} // namespace

Publisher::Publisher(
    asio::io_context& loop,
    std::shared_ptr<Link> link,
    NodeId node,
    Channels channels,
    const Clock& clock,
    std::size_t in_flight
)
    : loop_(loop),
      link_(std::move(link)),
      node_(std::move(node)),
      channels_(std::move(channels)),
      clock_(clock),
      in_flight_(in_flight)
{}

void Publisher::connected()
{
    unwatched_.clear();
    tell_lost_soon();
}

// False when it is lost already.
bool Publisher::send(const std::string& topic, const Message& message)
{
    auto* const connection = link_->up();
    if (connection == nullptr) {
        note_lost(topic, message.droppable);
        return false;
    }
    if (message.droppable && unwatched_.contains(topic, clock_.steady())) return true;
    const auto published =
        [self = shared_from_this(), topic, droppable = message.droppable](const Result<Reply>& reply) {
            if (reply && reply->kind == Reply::Kind::integer)
                self->note_receivers(topic, reply->integer);
            else
                self->note_lost(topic, droppable); // perhaps
        };
    if (!connection->send({"PUBLISH", channels_.of(topic), encode(node_, message)}, published)) {
        note_lost(topic, message.droppable);
        return false;
    }
    ++sent_;
    return true;
}

// This node may be among them: what it publishes comes back to it.
void Publisher::note_receivers(const std::string& topic, std::int64_t receivers)
{
    if (const auto own = own_receivers ? own_receivers(topic) : std::nullopt)
        unwatched_.note(topic, receivers > *own, clock_.steady());
}

void Publisher::note_lost(const std::string& topic, bool droppable)
{
    ++lost_count_;
    if (droppable || stopped_) return;
    lost_.add(topic);
    tell_lost_soon();
}

void Publisher::tell_lost_soon()
{
    if (telling_lost_ || link_->up() == nullptr || lost_.empty()) return;
    telling_lost_ = true;
    asio::co_spawn(loop_, tell_lost(), [self = shared_from_this()](std::exception_ptr error) {
        self->telling_lost_ = false;
        if (error) log::error("telling what was lost failed");
    });
}

// Whoever follows what was lost is told to look, no faster than the connection takes it.
Task<void> Publisher::tell_lost()
{
    while (!stopped_ && !lost_.empty() && link_->up() != nullptr) {
        // A connection that is full of bytes refuses, and the topic is among the lost again.
        const bool told = link_->up()->in_flight() < in_flight_ / 2 &&
                          send(*lost_.take(), {.kind = Message::Kind::missed});
        if (told) continue;
        Waiter room(loop_);
        co_await room.wait(make_room);
    }
}

} // namespace tandem::backplane::redis
