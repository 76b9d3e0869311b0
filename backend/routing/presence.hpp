#pragma once

#include "shared/base/ids.hpp"
#include "shared/protocol/messages.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::routing {

// Who of the staff is here, on this node or another. What an agent chose and whether a console is connected
// are kept apart: leaving the desk without signing out does not look like being available. Used from the
// loop's thread only.
class PresenceBook
{
public:
    using Watcher = std::function<void(const protocol::PresenceChanged&)>;
    using Subscription = std::shared_ptr<void>;

    // Gets every change that colleagues should see, on whichever node it happened.
    [[nodiscard]] Subscription watch(Watcher watcher);

    // Called when something changed on this node that other nodes should know.
    std::function<void()> on_own_changed;

    // ---- this node

    // One more console of this agent. The first makes an agent who was offline available.
    void connected(const AgentId& id, const std::string& name);

    // One console less; with the last one the agent counts as not connected.
    void disconnected(const AgentId& id);

    void choose(const AgentId& id, protocol::Presence presence);

    // ---- other nodes

    // What a node knows of an agent. Of two choices the one with the higher version is the later.
    struct Entry
    {
        AgentId id;
        std::string name;
        protocol::Presence chosen = protocol::Presence::available;
        std::uint64_t version = 0;
        int consoles = 0; // on that node
        friend bool operator==(const Entry&, const Entry&) = default;
    };

    // What this node has to tell, by id.
    [[nodiscard]] std::vector<Entry> own() const;

    // All that another node has to tell; replaces what it told before.
    void heard(const NodeId& node, const std::vector<Entry>& entries);

    // That node's consoles are gone.
    void forget(const NodeId& node);

    // ---- everybody

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
        std::uint64_t version = 0; // of `chosen`
        int consoles = 0;          // here
        std::map<NodeId, int> elsewhere;
        std::optional<protocol::PresenceChanged> told; // what watchers know

        [[nodiscard]] bool connected() const { return consoles > 0 || !elsewhere.empty(); }
    };

    void choose(Agent& agent, protocol::Presence presence);
    void tell(const AgentId& id, bool own);

    std::map<AgentId, Agent> agents_;
    std::map<std::uint64_t, std::weak_ptr<Watcher>> watchers_;
    std::uint64_t next_watcher_ = 0;
};

} // namespace tandem::routing
