#pragma once

#include "backend/routing/board.hpp"
#include "backend/routing/presence.hpp"

#include <map>
#include <set>

namespace tandem::routing {

// Sees to it that no customer waits for an agent who is gone: when an agent has had no console for `grace`,
// their conversations in which the next word is not the customer's are given back to the queue, and later
// ones as soon as the customer writes. An agent who is back in time keeps everything. Decides only; what
// giving back means is the caller's. Used from the loop's thread only.
class AbsenceWatch
{
public:
    struct Left
    {
        ConversationId conversation_id;
        AgentId agent_id;
        std::string agent_name;
    };
    using GiveBack = std::function<void(const Left&)>;

    // `give_back` may be called again for a conversation until the board shows another owner.
    AbsenceWatch(
        Board& board, const PresenceBook& presence, Timers& timers, Millis grace, GiveBack give_back
    );

    // To be told of every change of presence. Before start() nothing is done: the board must be complete,
    // and everybody who was connected before a restart has the whole grace to come back.
    void start();
    void presence_changed(const protocol::PresenceChanged& changed);

    // Names everything again that should be given back: for when `give_back` had no ear for it before.
    void again();

private:
    void look_at(const protocol::ConversationSummary& row);
    void gone(const AgentId& id);

    Board& board_;
    const PresenceBook& presence_;
    Timers& timers_;
    Millis grace_;
    GiveBack give_back_;
    Board::Subscription watching_;
    std::map<AgentId, TimerHandle> leaving_; // not connected, within the grace
    std::set<AgentId> gone_;                 // not connected, beyond it
};

} // namespace tandem::routing
