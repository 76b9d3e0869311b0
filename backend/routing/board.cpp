#include "backend/routing/board.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tandem::routing {

namespace {

using namespace tandem::protocol;

bool is_open(const ConversationSummary& row)
{
    return row.lifecycle == Lifecycle::active || row.lifecycle == Lifecycle::waiting_customer ||
           row.lifecycle == Lifecycle::snoozed;
}

bool waits(const ConversationSummary& row)
{
    return row.waiting_since &&
           (row.owner.kind == OwnerKind::queue || row.owner.kind == OwnerKind::offered);
}

} // namespace

Board::Board(Timers& timers, Millis batch, Millis soon) : timers_(timers), batch_(batch), soon_(soon) {}

void Board::update(const ConversationSummary& row)
{
    const auto found = rows_.find(row.conversation_id);
    const bool waited = found != rows_.end() && waits(found->second);
    if (found != rows_.end()) {
        if (found->second == row) return;
        leave(found->second);
    }
    if (is_open(row)) {
        enter(row);
        rows_.insert_or_assign(row.conversation_id, row);
    } else if (found != rows_.end()) {
        rows_.erase(found);
    } else {
        return;
    }
    touched_.insert(row.conversation_id);
    schedule(waited != waits(row));
}

// Puts a row into the indexes.
void Board::enter(const ConversationSummary& row)
{
    if (row.owner.kind == OwnerKind::agent) held_[AgentId(row.owner.id)].insert(row.conversation_id);
    if (!waits(row)) return;
    waiting_.emplace(*row.waiting_since, row.conversation_id);
    waiting_touched_ = true;
}

void Board::leave(const ConversationSummary& row)
{
    if (row.owner.kind == OwnerKind::agent) {
        const auto held = held_.find(AgentId(row.owner.id));
        held->second.erase(row.conversation_id);
        if (held->second.empty()) held_.erase(held);
    }
    if (!waits(row)) return;
    waiting_.erase({*row.waiting_since, row.conversation_id});
    waiting_touched_ = true;
}

std::vector<ConversationId> Board::ids() const
{
    std::vector<ConversationId> ids;
    ids.reserve(rows_.size());
    for (const auto& [id, row] : rows_)
        ids.push_back(id);
    return ids;
}

const ConversationSummary* Board::find(const ConversationId& id) const
{
    const auto found = rows_.find(id);
    return found != rows_.end() ? &found->second : nullptr;
}

std::vector<QueueSnapshot> Board::snapshot(std::size_t part) const
{
    std::vector<QueueSnapshot> parts(1);
    for (const auto& [id, row] : rows_) {
        if (parts.back().items.size() == part) {
            parts.back().last = false;
            parts.push_back({.part = int(parts.size()), .last = true, .items = {}});
        }
        parts.back().items.push_back(row);
    }
    return parts;
}

Board::Subscription Board::watch(Watcher watcher)
{
    auto kept = std::make_shared<Watcher>(std::move(watcher));
    watchers_.emplace(next_watcher_++, kept);
    return kept;
}

std::vector<ConversationId> Board::waiting() const
{
    std::vector<ConversationId> ids;
    ids.reserve(waiting_.size());
    for (const auto& [since, id] : waiting_)
        ids.push_back(id);
    return ids;
}

std::vector<ConversationId> Board::idle_with_bot(WallTime before, std::size_t limit) const
{
    std::vector<ConversationId> ids;
    for (const auto& [id, row] : rows_) {
        if (ids.size() == limit) break;
        if (row.owner.kind == OwnerKind::bot && !row.streaming && row.last_at < before) ids.push_back(id);
    }
    return ids;
}

std::vector<ConversationId> Board::unanswered(WallTime before, std::size_t limit) const
{
    std::vector<ConversationId> ids;
    for (const auto& [id, row] : rows_) {
        if (ids.size() == limit) break;
        const bool open = row.streaming || row.last_actor == ActorKind::customer;
        if (row.owner.kind == OwnerKind::bot && open && row.last_at < before) ids.push_back(id);
    }
    return ids;
}

std::vector<ConversationSummary> Board::held_by(const AgentId& agent) const
{
    std::vector<ConversationSummary> rows;
    if (const auto held = held_.find(agent); held != held_.end()) {
        for (const auto& id : held->second)
            rows.push_back(rows_.at(id));
    }
    return rows;
}

std::optional<int> Board::ahead_of(const ConversationId& id) const
{
    const auto row = rows_.find(id);
    if (row == rows_.end() || !waits(row->second)) return std::nullopt;
    return int(std::distance(waiting_.begin(), waiting_.find({*row->second.waiting_since, id})));
}

void Board::schedule(bool urgent)
{
    if (!pending_) pending_ = timers_.after(batch_, [this] { flush(); });
    if (urgent && !pending_soon_) pending_soon_ = timers_.after(soon_, [this] { tell_rows(); });
}

void Board::flush()
{
    pending_.reset();
    tell_rows();
    // Everybody's place in the queue is told no more often than this.
    if (std::exchange(waiting_touched_, false) && on_waiting_changed) on_waiting_changed();
}

void Board::tell_rows()
{
    pending_soon_.reset();
    if (touched_.empty()) return;
    QueueChanged changed;
    for (const ConversationId& id : touched_) {
        const auto row = rows_.find(id);
        if (row == rows_.end())
            changed.removed.push_back(id);
        else
            changed.upserted.push_back(row->second);
    }
    touched_.clear();

    // A watcher may leave while it is told.
    const auto watchers = watchers_;
    for (const auto& [key, weak] : watchers) {
        if (const auto watcher = weak.lock())
            (*watcher)(changed);
        else
            watchers_.erase(key);
    }
}

} // namespace tandem::routing
