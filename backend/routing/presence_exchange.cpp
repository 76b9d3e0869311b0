#include "backend/routing/presence_exchange.hpp"

#include "backend/backplane/fields.hpp"
#include "backend/util/log.hpp"

namespace tandem::routing {

namespace {

using namespace tandem::protocol;

constexpr auto topic = "presence";
constexpr Millis batch{20};          // changes that come together travel together
constexpr std::size_t per_agent = 5; // fields: id, name, choice, its version, consoles
constexpr std::size_t most_agents = 5'000;

std::optional<PresenceBook::Entry> entry_in(std::span<const std::string_view> fields)
{
    const auto chosen = backplane::number_in(fields[2]);
    const auto version = backplane::number_in(fields[3]);
    const auto consoles = backplane::number_in(fields[4]);
    if (!chosen || *chosen > std::uint64_t(Presence::offline) || !version || !consoles || *consoles > 1'000)
        return std::nullopt;
    return PresenceBook::Entry{
        .id = AgentId(std::string(fields[0])),
        .name = std::string(fields[1]),
        .chosen = static_cast<Presence>(*chosen),
        .version = *version,
        .consoles = int(*consoles)
    };
}

} // namespace

PresenceExchange::PresenceExchange(
    PresenceBook& book, backplane::Backplane& backplane, Timers& timers, const Clock& clock, NodeId node
)
    : book_(book),
      backplane_(backplane),
      timers_(timers),
      clock_(clock),
      node_(std::move(node))
{}

void PresenceExchange::start()
{
    listening_ = backplane_.subscribe(topic, [this](const backplane::Message& message) { heard(message); });
    book_.on_own_changed = [this] { tell_soon(); };
    tick();
}

void PresenceExchange::stop()
{
    listening_.reset();
    next_.reset();
    soon_.reset();
    book_.on_own_changed = nullptr;
    tell({});
}

void PresenceExchange::tell_soon()
{
    if (soon_) return;
    soon_ = timers_.after(batch, [this] {
        soon_.reset();
        tell(book_.own());
    });
}

void PresenceExchange::tell(const std::vector<PresenceBook::Entry>& entries)
{
    std::string text = backplane::pack({node_.value});
    for (const auto& entry : entries) {
        text += backplane::pack(
            {entry.id.value,
             entry.name,
             std::to_string(int(entry.chosen)),
             std::to_string(entry.version),
             std::to_string(entry.consoles)}
        );
    }
    backplane_.publish(
        topic,
        {.kind = backplane::Message::Kind::control,
         .for_agents = std::make_shared<const std::string>(std::move(text))}
    );
}

void PresenceExchange::heard(const backplane::Message& message)
{
    if (!message.for_agents) return; // what was missed is told again soon
    const auto fields = backplane::unpack(*message.for_agents, 1 + per_agent * most_agents);
    if (!fields || fields->size() % per_agent != 1) {
        log::warning("presence of another node cannot be read");
        return;
    }
    const NodeId node{std::string(fields->front())};
    if (node == node_) return;
    std::vector<PresenceBook::Entry> entries;
    for (std::size_t at = 1; at < fields->size(); at += per_agent) {
        if (auto entry = entry_in(std::span(*fields).subspan(at, per_agent)))
            entries.push_back(std::move(*entry));
    }
    const bool is_new = heard_at_.insert_or_assign(node, clock_.steady()).second;
    book_.heard(node, entries);
    if (is_new) tell_soon(); // it has just begun, and knows nobody
}

void PresenceExchange::tick()
{
    const auto now = clock_.steady();
    const bool reachable = backplane_.status().connected;
    for (auto it = heard_at_.begin(); it != heard_at_.end();) {
        if (!reachable) it->second = now;
        if (now - it->second < silence) {
            ++it;
            continue;
        }
        log::warning("a node is not heard any more", {{"node", it->first.value}});
        const auto node = it->first;
        it = heard_at_.erase(it);
        book_.forget(node);
    }
    tell(book_.own());
    next_ = timers_.after(every, [this] { tick(); });
}

} // namespace tandem::routing
