#pragma once

#include "shared/protocol/messages.hpp"

#include <functional>
#include <map>

namespace tandem::routing {

// Who of the staff is here. What an agent chose and whether a console is connected are kept apart: leaving
// the desk without signing out does not look like being available. Used from the loop's thread only.
class PresenceBook
{
public:
    // Called with every change that colleagues should see.
    std::function<void(const protocol::PresenceChanged&)> on_changed;

    // One more console of this agent. The first makes an agent who was offline available.
    void connected(const AgentId& id, const std::string& name);

    // One console less; with the last one the agent counts as not connected.
    void disconnected(const AgentId& id);

    void choose(const AgentId& id, protocol::Presence presence);

    [[nodiscard]] std::vector<protocol::PresenceChanged> everybody() const;

    [[nodiscard]] bool is_connected(const AgentId& id) const;

    // True when at least one agent is connected and available.
    [[nodiscard]] bool anybody_available() const;
    [[nodiscard]] std::size_t connected_count() const;

private:
    struct Agent
    {
        std::string name;
        protocol::Presence chosen = protocol::Presence::available;
        int consoles = 0;
    };

    [[nodiscard]] static protocol::PresenceChanged told(const AgentId& id, const Agent& agent);
    void tell(const AgentId& id);

    std::map<AgentId, Agent> agents_;
};

} // namespace tandem::routing
