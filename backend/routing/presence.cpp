#include "backend/routing/presence.hpp"

#include <algorithm>

namespace tandem::routing {

using namespace tandem::protocol;

void PresenceBook::connected(const AgentId& id, const std::string& name)
{
    Agent& agent = agents_[id];
    agent.name = name;
    if (agent.consoles++ == 0 && agent.chosen == Presence::offline) agent.chosen = Presence::available;
    tell(id);
}

void PresenceBook::disconnected(const AgentId& id)
{
    const auto found = agents_.find(id);
    if (found == agents_.end() || found->second.consoles == 0) return;
    if (--found->second.consoles == 0) tell(id);
}

void PresenceBook::choose(const AgentId& id, Presence presence)
{
    const auto found = agents_.find(id);
    if (found == agents_.end()) return;
    found->second.chosen = presence;
    tell(id);
}

std::vector<PresenceChanged> PresenceBook::everybody() const
{
    std::vector<PresenceChanged> all;
    for (const auto& [id, agent] : agents_)
        all.push_back(told(id, agent));
    return all;
}

bool PresenceBook::is_connected(const AgentId& id) const
{
    const auto found = agents_.find(id);
    return found != agents_.end() && found->second.consoles > 0;
}

bool PresenceBook::anybody_available() const
{
    return std::ranges::any_of(agents_, [](const auto& entry) {
        return entry.second.consoles > 0 && entry.second.chosen == Presence::available;
    });
}

std::size_t PresenceBook::connected_count() const
{
    return static_cast<std::size_t>(std::ranges::count_if(agents_, [](const auto& entry) {
        return entry.second.consoles > 0;
    }));
}

PresenceChanged PresenceBook::told(const AgentId& id, const Agent& agent)
{
    return {.agent_id = id, .name = agent.name, .presence = agent.chosen, .connected = agent.consoles > 0};
}

void PresenceBook::tell(const AgentId& id)
{
    if (on_changed) on_changed(told(id, agents_.at(id)));
}

} // namespace tandem::routing
