#pragma once

#include "backend/backplane/backplane.hpp"
#include "backend/routing/presence.hpp"
#include "backend/util/timers.hpp"

#include <map>

namespace tandem::routing {

// Keeps the presence books of all nodes alike. Every node tells what it has whenever that changes, and
// every two seconds; one that has not been heard for a while is taken for dead, and its consoles for gone.
// While the others are out of reach nobody is taken for dead. Used from the loop's thread only.
class PresenceExchange
{
public:
    static constexpr Millis every{2'000};
    static constexpr Millis silence{7'000}; // of a node that is taken for dead

    // Everything referred to outlives it.
    PresenceExchange(
        PresenceBook& book, backplane::Backplane& backplane, Timers& timers, const Clock& clock, NodeId node
    );

    void start();
    void stop(); // and tells that this node's consoles are gone

private:
    void tell(const std::vector<PresenceBook::Entry>& entries);
    void tell_soon();
    void heard(const backplane::Message& message);
    void tick();

    PresenceBook& book_;
    backplane::Backplane& backplane_;
    Timers& timers_;
    const Clock& clock_;
    NodeId node_;
    backplane::Subscription listening_;
    std::map<NodeId, SteadyTime> heard_at_;
    TimerHandle next_;
    TimerHandle soon_;
};

} // namespace tandem::routing
