#pragma once

#include "backend/backplane/backplane.hpp"
#include "backend/routing/board.hpp"

namespace tandem::gateway {

// What all consoles are told of the queue, encoded once for all of them. Used from the loop's thread only.
class QueueFeed
{
public:
    using Frames = std::vector<backplane::Frame>;
    using Listener = std::function<void(const Frames&)>;
    using Subscription = std::shared_ptr<void>;

    // The board outlives this.
    explicit QueueFeed(routing::Board& board);

    // Leaving scope ends the subscription.
    [[nodiscard]] Subscription listen(Listener listener);

private:
    void tell(const protocol::QueueChanged& changed);

    routing::Board::Subscription board_;
    std::map<std::uint64_t, std::weak_ptr<Listener>> listeners_;
    std::uint64_t next_ = 0;
};

} // namespace tandem::gateway
