#include "agent-app/app/open_conversations.hpp"

#include "agent-app/models/words.hpp"
#include "agent-app/net/protocol_client.hpp"
#include "agent-app/store/store.hpp"

#include <algorithm>

namespace tandem::console {

namespace {

ConversationId toId(const QString& id) { return ConversationId(id.toStdString()); }

} // namespace

OpenConversations::OpenConversations(ProtocolClient& client, const Clock& clock, QObject* parent)
    : QObject(parent),
      m_client(client),
      m_clock(clock)
{}
OpenConversations::~OpenConversations() = default;

void OpenConversations::setStore(Store* store)
{
    clear();
    m_store = store;
}

void OpenConversations::setAgentId(const QString& agentId)
{
    m_agentId = agentId;
    for (const auto& open : m_open)
        open->transcript->setAgentId(agentId);
}

void OpenConversations::clear()
{
    flush();
    // A view may still show one: it sees an empty model, then its end.
    const auto open = std::exchange(m_open, {});
    for (const auto& each : open) {
        each->transcript->clear();
        each->transcript.release()->deleteLater();
        each->packet.release()->deleteLater();
    }
}

TranscriptModel* OpenConversations::open(const QString& conversationId, bool view)
{
    Open* known = find(conversationId);
    if (known == nullptr) {
        auto fresh = std::make_shared<Open>();
        fresh->transcript = std::make_unique<TranscriptModel>(conversationId);
        fresh->transcript->setAgentId(m_agentId);
        fresh->packet = std::make_unique<PacketModel>();
        m_open.insert(conversationId, fresh);
        known = fresh.get();
        known->lastUsed = ++m_uses;
        known->views += view ? 1 : 0;
        if (m_store != nullptr) {
            m_store->saveOpened(conversationId, m_clock.wall());
            m_store->loadConversation(conversationId, this, [this, conversationId](const auto& events) {
                loaded(conversationId, events);
            });
        } else {
            loaded(conversationId, {});
        }
        evict();
        return known->transcript.get();
    }
    known->lastUsed = ++m_uses;
    known->views += view ? 1 : 0;
    return known->transcript.get();
}

void OpenConversations::close(const QString& conversationId)
{
    Open* open = find(conversationId);
    if (open == nullptr || open->views == 0) return;
    --open->views;
    evict();
}

TranscriptModel* OpenConversations::transcript(const QString& conversationId) const
{
    const Open* open = find(conversationId);
    return open != nullptr ? open->transcript.get() : nullptr;
}

PacketModel* OpenConversations::packet(const QString& conversationId) const
{
    const Open* open = find(conversationId);
    return open != nullptr ? open->packet.get() : nullptr;
}

bool OpenConversations::isCaughtUp(const QString& conversationId) const
{
    const Open* open = find(conversationId);
    return open == nullptr || open->phase == Phase::Live;
}

bool OpenConversations::isAllCaughtUp() const
{
    return std::ranges::all_of(m_open, [](const auto& open) { return open->phase == Phase::Live; });
}

QStringList OpenConversations::ids() const { return m_open.keys(); }

OpenConversations::Open* OpenConversations::find(const QString& conversationId) const
{
    const auto found = m_open.constFind(conversationId);
    return found != m_open.cend() ? found->get() : nullptr;
}

// ---- following

void OpenConversations::loaded(const QString& conversationId, const std::vector<protocol::Event>& events)
{
    Open* open = find(conversationId);
    if (open == nullptr || open->phase != Phase::Loading) return;
    open->phase = Phase::Idle;
    take(*open, events, false);
    if (!events.empty()) open->transcript->setComplete(true);
    if (m_client.isWelcome()) follow(conversationId, *open);
}

void OpenConversations::follow(const QString& conversationId, Open& open)
{
    open.phase = Phase::Catching;
    const protocol::ConversationWatch watch{
        .id = m_client.newId(),
        .conversation_id = toId(conversationId),
        .after_seq = open.transcript->lastSeq()
    };
    m_client.request(
        watch,
        this,
        [this, conversationId](const Reply& reply) {
            Open* asked = find(conversationId);
            if (asked == nullptr || asked->phase != Phase::Catching) return;
            // Refused: what the local copy has is all there is to see.
            if (std::holds_alternative<protocol::Rejected>(reply)) {
                asked->phase = Phase::Live;
                settle(conversationId, *asked);
            } else if (std::holds_alternative<NoAnswer>(reply)) {
                follow(conversationId, *asked);
            }
        },
        ProtocolClient::OnLoss::Tell
    );
}

std::vector<protocol::ResumePoint> OpenConversations::resumePoints()
{
    std::vector<protocol::ResumePoint> points;
    for (auto it = m_open.cbegin(); it != m_open.cend(); ++it) {
        if ((*it)->phase == Phase::Loading) continue; // follows by itself once read
        (*it)->phase = Phase::Catching;
        points.push_back({.conversation_id = toId(it.key()), .after_seq = (*it)->transcript->lastSeq()});
    }
    return points;
}

void OpenConversations::onWelcome()
{
    for (auto it = m_open.cbegin(); it != m_open.cend(); ++it) {
        if ((*it)->phase == Phase::Idle) follow(it.key(), **it);
    }
}

void OpenConversations::onConnectionLost()
{
    for (const auto& open : std::as_const(m_open)) {
        if (open->phase != Phase::Loading) open->phase = Phase::Idle;
        open->fetching = false;
        open->early.clear();
        open->transcript->turnUnknown();
    }
}

bool OpenConversations::onMessage(const protocol::ServerMessage& message)
{
    const auto on = [this](const ConversationId& id, auto handle) {
        Open* open = find(toQString(id.value));
        if (open == nullptr) return false;
        handle(*open);
        return true;
    };
    return std::visit(
        [&]<class Message>(const Message& m) -> bool {
            using namespace protocol;
            if constexpr (std::is_same_v<Message, EventFrame>) {
                return on(m.event.conversation_id, [&](Open& open) { onEvent(open, m.event); });
            } else if constexpr (std::is_same_v<Message, Resumed>) {
                return on(m.conversation_id, [&](Open& open) { onResumed(open, m); });
            } else if constexpr (std::is_same_v<Message, TurnStarted>) {
                return on(m.conversation_id, [&](Open& open) { open.transcript->turnStarted(m); });
            } else if constexpr (std::is_same_v<Message, TurnDelta>) {
                // A delta that does not join is left out; the server sends a snapshot after what it
                // dropped.
                return on(m.conversation_id, [&](Open& open) { (void)open.transcript->turnDelta(m); });
            } else if constexpr (std::is_same_v<Message, TurnSnapshot>) {
                return on(m.conversation_id, [&](Open& open) { open.transcript->turnSnapshot(m); });
            } else if constexpr (std::is_same_v<Message, TurnFinished>) {
                return on(m.conversation_id, [&](Open& open) { open.transcript->turnFinished(m); });
            } else if constexpr (std::is_same_v<Message, TurnInterrupted>) {
                return on(m.conversation_id, [&](Open& open) { open.transcript->turnInterrupted(m); });
            } else if constexpr (std::is_same_v<Message, TurnFailed>) {
                return on(m.conversation_id, [&](Open& open) { open.transcript->turnFailed(m); });
            } else if constexpr (std::is_same_v<Message, SeenChanged>) {
                return on(m.conversation_id, [&](Open& open) {
                    if (m.actor.kind == ActorKind::customer) open.transcript->setSeenByCustomer(m.seq);
                });
            } else {
                return false;
            }
        },
        message
    );
}

// ---- events

void OpenConversations::onEvent(Open& open, const protocol::Event& event)
{
    const Seq last = open.transcript->lastSeq();
    if (event.seq <= last) return;
    if (event.seq == last + 1) {
        take(open, {event}, true);
        joinEarly(open);
    } else if (open.early.size() < heldBack) {
        const auto at = std::ranges::lower_bound(open.early, event.seq, {}, &protocol::Event::seq);
        if (at == open.early.end() || at->seq != event.seq) open.early.insert(at, event);
    }
    open.target = std::max(open.target, event.seq);
    const QString id = open.transcript->conversationId();
    if (open.transcript->lastSeq() < open.target && open.phase == Phase::Live) fetchGap(id, open);
    settle(id, open);
}

void OpenConversations::onResumed(Open& open, const protocol::Resumed& resumed)
{
    const QString id = open.transcript->conversationId();
    open.target = resumed.last_seq;
    if (resumed.reset) {
        // The log is not the one this copy was taken of. Its events follow, from the first.
        open.early.clear();
        open.unsaved.clear();
        open.transcript->setComplete(false);
        open.transcript->clear();
        open.packet->clear();
        if (m_store != nullptr) m_store->forgetEvents(id);
    }
    open.phase = resumed.reset ? Phase::Renewing : Phase::Live;
    if (!resumed.reset && open.transcript->lastSeq() < open.target) fetchGap(id, open);
    settle(id, open);
}

void OpenConversations::take(Open& open, const std::vector<protocol::Event>& events, bool fresh)
{
    const Seq before = open.transcript->lastSeq();
    const std::size_t taken = open.transcript->append(events);
    for (std::size_t i = 0; i < taken; ++i) {
        const auto& event = events[i];
        if (event.seq <= before) continue;
        open.packet->apply(event);
        if (fresh) open.unsaved.push_back(event);
        Q_EMIT eventShown(event, fresh);
    }
}

// What came early may follow on what is there now.
void OpenConversations::joinEarly(Open& open)
{
    const auto joins = std::ranges::find_if(
        open.early,
        [next = open.transcript->lastSeq() + 1](const auto& event) mutable { return event.seq > next++; }
    );
    if (joins == open.early.begin()) return;
    const std::vector<protocol::Event> ready(open.early.begin(), joins);
    open.early.erase(open.early.begin(), joins);
    take(open, ready, true);
}

void OpenConversations::fetchGap(const QString& conversationId, Open& open)
{
    if (open.fetching) return;
    open.fetching = true;
    const protocol::HistoryRead read{
        .id = m_client.newId(),
        .conversation_id = toId(conversationId),
        .after_seq = open.transcript->lastSeq()
    };
    m_client.request(
        read,
        this,
        [this, conversationId](const Reply& reply) {
            Open* asked = find(conversationId);
            if (asked == nullptr || !asked->fetching) return;
            asked->fetching = false;
            const auto* page = std::get_if<protocol::HistoryPage>(&reply);
            if (page == nullptr)
                return; // lost, and resumed later; or refused, and then nothing more is to be seen
            const Seq before = asked->transcript->lastSeq();
            take(*asked, page->events, true);
            joinEarly(*asked);
            asked->target = std::max(asked->target, page->last_seq);
            const Seq now = asked->transcript->lastSeq();
            if (now > before && now < asked->target) fetchGap(conversationId, *asked);
            settle(conversationId, *asked);
        },
        ProtocolClient::OnLoss::Tell
    );
}

// Tells when a conversation has become true again.
void OpenConversations::settle(const QString& conversationId, Open& open)
{
    if (open.transcript->lastSeq() < open.target || open.fetching) return;
    if (open.phase == Phase::Renewing) open.phase = Phase::Live;
    if (open.phase != Phase::Live) return;
    open.transcript->setComplete(true);
    Q_EMIT caughtUp(conversationId);
}

void OpenConversations::flush()
{
    if (m_store == nullptr) return;
    for (const auto& open : std::as_const(m_open)) {
        if (!open->unsaved.empty()) m_store->saveEvents(std::exchange(open->unsaved, {}));
    }
}

void OpenConversations::evict()
{
    std::vector<std::pair<quint64, QString>> closed;
    for (auto it = m_open.cbegin(); it != m_open.cend(); ++it) {
        if ((*it)->views == 0) closed.emplace_back((*it)->lastUsed, it.key());
    }
    if (closed.size() <= keptWarm) return;
    std::ranges::sort(closed);
    flush();
    for (std::size_t i = 0; i < closed.size() - keptWarm; ++i) {
        const auto gone = m_open.take(closed[i].second);
        m_client.send(protocol::ConversationUnwatch{.conversation_id = toId(closed[i].second)});
        gone->transcript.release()->deleteLater();
        gone->packet.release()->deleteLater();
    }
}

} // namespace tandem::console
