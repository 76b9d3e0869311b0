#include "backend/routing/presence.hpp"

#include <algorithm>
#include <set>

namespace tandem::routing {

using namespace tandem::protocol;

PresenceBook::Subscription PresenceBook::watch(Watcher watcher)
{
    auto kept = std::make_shared<Watcher>(std::move(watcher));
    watchers_.emplace(next_watcher_++, kept);
    return kept;
}

// ---- this node

void PresenceBook::connected(const AgentId& id, const std::string& name)
{
    Agent& agent = agents_[id];
    agent.name = name;
    if (!agent.connected() && agent.chosen == Presence::offline) choose(agent, Presence::available);
    ++agent.consoles;
    tell(id, true);
}

void PresenceBook::disconnected(const AgentId& id)
{
    const auto found = agents_.find(id);
    if (found == agents_.end() || found->second.consoles == 0) return;
    --found->second.consoles;
    tell(id, true);
}

void PresenceBook::choose(const AgentId& id, Presence presence)
{
    const auto found = agents_.find(id);
    if (found == agents_.end()) return;
    choose(found->second, presence);
    tell(id, true);
}

void PresenceBook::choose(Agent& agent, Presence presence)
{
    agent.chosen = presence;
    ++agent.version;
}

// ---- other nodes

std::vector<PresenceBook::Entry> PresenceBook::own() const
{
    std::vector<Entry> entries;
    for (const auto& [id, agent] : agents_)
        entries.push_back({id, agent.name, agent.chosen, agent.version, agent.consoles});
    return entries;
}

void PresenceBook::heard(const NodeId& node, const std::vector<Entry>& entries)
{
    std::set<AgentId> changed;
    for (auto& [id, agent] : agents_) {
        if (agent.elsewhere.erase(node) > 0) changed.insert(id);
    }
    for (const auto& entry : entries) {
        Agent& agent = agents_[entry.id];
        if (agent.name.empty()) agent.name = entry.name;
        if (entry.version > agent.version) {
            agent.chosen = entry.chosen;
            agent.version = entry.version;
        }
        if (entry.consoles > 0) agent.elsewhere[node] = entry.consoles;
        changed.insert(entry.id);
    }
    for (const auto& id : changed)
        tell(id, false);
}

void PresenceBook::forget(const NodeId& node) { heard(node, {}); }

// ---- everybody

std::vector<PresenceChanged> PresenceBook::everybody() const
{
    std::vector<PresenceChanged> all;
    for (const auto& [id, agent] : agents_) {
        if (agent.told) all.push_back(*agent.told);
    }
    return all;
}

bool PresenceBook::is_connected(const AgentId& id) const
{
    const auto found = agents_.find(id);
    return found != agents_.end() && found->second.connected();
}

bool PresenceBook::anybody_available() const
{
    return std::ranges::any_of(agents_, [](const auto& entry) {
        return entry.second.connected() && entry.second.chosen == Presence::available;
    });
}

std::size_t PresenceBook::connected_count() const
{
    return static_cast<std::size_t>(std::ranges::count_if(agents_, [](const auto& entry) {
        return entry.second.connected();
    }));
}

void PresenceBook::tell(const AgentId& id, bool own)
{
    Agent& agent = agents_.at(id);
    const PresenceChanged now{
        .agent_id = id, .name = agent.name, .presence = agent.chosen, .connected = agent.connected()
    };
    if (own && on_own_changed) on_own_changed();
    if (agent.told == now) return;
    agent.told = now;
    // A watcher may leave while it is told.
    const auto watchers = watchers_;
    for (const auto& [key, weak] : watchers) {
        if (const auto watcher = weak.lock())
            (*watcher)(now);
        else
            watchers_.erase(key);
    }
}

} // namespace tandem::routing
