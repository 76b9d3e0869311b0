#include "backend/routing/absence.hpp"

namespace tandem::routing {

using namespace tandem::protocol;

AbsenceWatch::AbsenceWatch(
    Board& board, const PresenceBook& presence, Timers& timers, Millis grace, GiveBack give_back
)
    : board_(board),
      presence_(presence),
      timers_(timers),
      grace_(grace),
      give_back_(std::move(give_back))
{}

void AbsenceWatch::start()
{
    watching_ = board_.watch([this](const QueueChanged& changed) {
        for (const auto& row : changed.upserted)
            look_at(row);
    });
    for (const auto& part : board_.snapshot()) {
        for (const auto& row : part.items)
            look_at(row);
    }
}

void AbsenceWatch::presence_changed(const PresenceChanged& changed)
{
    if (changed.connected) {
        leaving_.erase(changed.agent_id);
        gone_.erase(changed.agent_id);
    } else if (watching_ && !leaving_.contains(changed.agent_id) && !gone_.contains(changed.agent_id)) {
        leaving_[changed.agent_id] = timers_.after(grace_, [this, id = changed.agent_id] { gone(id); });
    }
}

void AbsenceWatch::look_at(const ConversationSummary& row)
{
    if (row.owner.kind != OwnerKind::agent) return;
    const AgentId agent(row.owner.id);
    if (presence_.is_connected(agent)) return;
    if (!gone_.contains(agent)) {
        // An owner who has not been seen since this process started gets their time, too.
        if (!leaving_.contains(agent))
            leaving_[agent] = timers_.after(grace_, [this, agent] { gone(agent); });
        return;
    }
    // What the agent said last stands; the customer may never come back to it.
    if (row.last_actor == ActorKind::agent) return;
    give_back_({row.conversation_id, agent, row.owner_name});
}

void AbsenceWatch::again()
{
    for (const auto& agent : gone_) {
        for (const auto& row : board_.held_by(agent))
            look_at(row);
    }
}

void AbsenceWatch::gone(const AgentId& id)
{
    const AgentId agent = id; // the timer that holds `id` goes with the next line
    leaving_.erase(agent);
    gone_.insert(agent);
    for (const auto& row : board_.held_by(agent))
        look_at(row);
}

} // namespace tandem::routing
