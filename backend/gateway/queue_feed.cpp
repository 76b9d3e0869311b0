#include "backend/gateway/queue_feed.hpp"

#include "shared/protocol/codec.hpp"

namespace tandem::gateway {

namespace {

using protocol::QueueChanged;

// Frames stay small: a console reads them one at a time on its GUI thread.
constexpr std::size_t rows_per_frame = 25;

QueueFeed::Frames encoded(const QueueChanged& changed)
{
    QueueFeed::Frames frames;
    const auto add = [&frames](QueueChanged part) {
        frames.push_back(
            std::make_shared<const std::string>(protocol::encode(protocol::ServerMessage(std::move(part))))
        );
    };
    QueueChanged part{.upserted = {}, .removed = changed.removed};
    for (const auto& row : changed.upserted) {
        if (part.upserted.size() == rows_per_frame) add(std::exchange(part, {}));
        part.upserted.push_back(row);
    }
    add(std::move(part));
    return frames;
}

} // namespace

QueueFeed::QueueFeed(routing::Board& board)
    : board_(board.watch([this](const QueueChanged& changed) { tell(changed); }))
{}

QueueFeed::Subscription QueueFeed::listen(Listener listener)
{
    auto kept = std::make_shared<Listener>(std::move(listener));
    listeners_.emplace(next_++, kept);
    return kept;
}

void QueueFeed::tell(const QueueChanged& changed)
{
    std::erase_if(listeners_, [](const auto& entry) { return entry.second.expired(); });
    if (listeners_.empty()) return;
    const auto frames = encoded(changed);
    // A listener may leave while it is told.
    const auto listeners = listeners_;
    for (const auto& [key, weak] : listeners) {
        if (const auto listener = weak.lock()) (*listener)(frames);
    }
}

} // namespace tandem::gateway
