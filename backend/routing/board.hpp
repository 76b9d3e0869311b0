#pragma once

#include "backend/util/timers.hpp"
#include "shared/protocol/messages.hpp"

#include <functional>
#include <map>
#include <set>
#include <unordered_map>

namespace tandem::routing {

// Every open conversation as one row, kept by event, never by query: what the console's list shows, and the
// waiting list in the order in which people are to be helped. Changes are told in batches, so a burst costs
// one frame; somebody who begins or ceases to wait is told of soon. Used from the loop's thread only.
class Board
{
public:
    using Watcher = std::function<void(const protocol::QueueChanged&)>;
    using Subscription = std::shared_ptr<void>;

    // `batch` is how long changes are collected before watchers hear of them, `soon` how long when somebody
    // is concerned who waits for a person.
    explicit Board(Timers& timers, Millis batch = Millis(100), Millis soon = Millis(20));

    // Puts in, replaces, or takes out (when it is not open any more) a conversation's row.
    void update(const protocol::ConversationSummary& row);

    // All there are, in no order.
    [[nodiscard]] std::vector<ConversationId> ids() const;

    // Null when it is not open. Until the next update.
    [[nodiscard]] const protocol::ConversationSummary* find(const ConversationId& id) const;

    // All rows in parts of at most `part` rows; at least one part.
    [[nodiscard]] std::vector<protocol::QueueSnapshot> snapshot(std::size_t part = 25) const;

    [[nodiscard]] Subscription watch(Watcher watcher);

    // Waiting conversations, first to be helped first: longest waiting, then by id.
    [[nodiscard]] std::vector<ConversationId> waiting() const;

    // How many wait before this one; nothing when it does not wait. Logarithmic search, linear distance.
    [[nodiscard]] std::optional<int> ahead_of(const ConversationId& id) const;

    // The rows an agent owns, by id.
    [[nodiscard]] std::vector<protocol::ConversationSummary> held_by(const AgentId& agent) const;

    // Conversations with the bot in which nothing was said since `before` and nothing is being said, at
    // most `limit`. Looks at every row; for a sweep now and then.
    [[nodiscard]] std::vector<ConversationId> idle_with_bot(WallTime before, std::size_t limit) const;

    // Conversations that wait for the bot or in which it is writing, with nothing said since `before`, at
    // most `limit`. Looks at every row.
    [[nodiscard]] std::vector<ConversationId> unanswered(WallTime before, std::size_t limit) const;

    [[nodiscard]] std::size_t waiting_count() const { return waiting_.size(); }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }

    // Called, batched like the rest, whenever the waiting list has changed.
    std::function<void()> on_waiting_changed;

private:
    void enter(const protocol::ConversationSummary& row);
    void leave(const protocol::ConversationSummary& row);
    void schedule(bool urgent);
    void flush();
    void tell_rows();

    using WaitKey = std::pair<WallTime, ConversationId>;

    Timers& timers_;
    Millis batch_;
    Millis soon_;
    TimerHandle pending_;
    TimerHandle pending_soon_;
    std::unordered_map<ConversationId, protocol::ConversationSummary> rows_;
    std::set<WaitKey> waiting_;
    std::unordered_map<AgentId, std::set<ConversationId>> held_;
    std::set<ConversationId> touched_;
    bool waiting_touched_ = false;
    std::map<std::uint64_t, std::weak_ptr<Watcher>> watchers_;
    std::uint64_t next_watcher_ = 0;
};

} // namespace tandem::routing
