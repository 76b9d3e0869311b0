#pragma once

#include "agent-app/models/packet_model.hpp"
#include "agent-app/models/transcript_model.hpp"
#include "shared/base/time.hpp"
#include "shared/protocol/messages.hpp"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace tandem::console {

class ProtocolClient;
class Store;

// The conversations that are followed: those that a view has open and a few closed ones that are kept warm.
// Each is read from the local copy, then followed at the server from the last event known; a gap is filled
// before anything after it is shown.
class OpenConversations final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t keptWarm = 12; // closed ones
    static constexpr std::size_t heldBack =
        500; // events after a gap, per conversation; more are asked for again

    OpenConversations(ProtocolClient& client, const Clock& clock, QObject* parent = nullptr);
    ~OpenConversations() override;

    // The local copy may be null. Drops what is open.
    void setStore(Store* store);
    void setAgentId(const QString& agentId);
    void clear();

    // Views count: as many close() as open(). `view` false follows it without counting.
    TranscriptModel* open(const QString& conversationId, bool view = true);
    void close(const QString& conversationId);
    [[nodiscard]] TranscriptModel* transcript(const QString& conversationId) const; // null when not open
    [[nodiscard]] PacketModel* packet(const QString& conversationId) const;
    [[nodiscard]] bool isCaughtUp(const QString& conversationId) const; // live, or not followed at all
    [[nodiscard]] bool isAllCaughtUp() const;
    [[nodiscard]] QStringList ids() const;

    // For hello; what is named here is followed from the welcome on.
    [[nodiscard]] std::vector<protocol::ResumePoint> resumePoints();

    void onWelcome();
    void onConnectionLost();

    // False when the message is not about an open conversation.
    bool onMessage(const protocol::ServerMessage& message);

    void flush(); // events to the local copy
    void tick() { flush(); }

Q_SIGNALS:
    // In log order, each event once per open conversation; `fresh` is false for what came from the local
    // copy.
    void eventShown(const tandem::protocol::Event& event, bool fresh);
    void caughtUp(const QString& conversationId);

private:
    enum class Phase {
        Loading,  // the local copy is being read
        Idle,     // read; not followed, because offline
        Catching, // asked for; events come
        Renewing, // the log was replaced; its events come from the first
        Live,
    };
    struct Open
    {
        std::unique_ptr<TranscriptModel> transcript;
        std::unique_ptr<PacketModel> packet;
        Phase phase = Phase::Loading;
        int views = 0;
        quint64 lastUsed = 0;
        Seq target = 0;                     // the log is known to reach this far
        bool fetching = false;              // a page of history is on its way
        std::vector<protocol::Event> early; // after a gap, in seq order
        std::vector<protocol::Event> unsaved;
    };

    [[nodiscard]] Open* find(const QString& conversationId) const;
    void loaded(const QString& conversationId, const std::vector<protocol::Event>& events);
    void follow(const QString& conversationId, Open& open);
    void take(Open& open, const std::vector<protocol::Event>& events, bool fresh);
    void joinEarly(Open& open);
    void onEvent(Open& open, const protocol::Event& event);
    void onResumed(Open& open, const protocol::Resumed& resumed);
    void fetchGap(const QString& conversationId, Open& open);
    void settle(const QString& conversationId, Open& open);
    void evict();

    ProtocolClient& m_client;
    const Clock& m_clock;
    Store* m_store = nullptr;
    QString m_agentId;
    QHash<QString, std::shared_ptr<Open>> m_open;
    quint64 m_uses = 0;
};

} // namespace tandem::console
