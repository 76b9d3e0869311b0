#pragma once

#include "agent-app/app/desk.hpp"
#include "agent-app/app/drafts.hpp"
#include "agent-app/app/open_conversations.hpp"
#include "agent-app/app/outbox.hpp"
#include "agent-app/app/ownership.hpp"
#include "agent-app/models/conversation_list_model.hpp"
#include "agent-app/net/protocol_client.hpp"
#include "agent-app/store/store.hpp"

#include <QSet>

namespace tandem::console {

// The inside of the desk, in three sources: desk.cpp (what views call), desk_connection.cpp (signing in,
// and what the server says), desk_outbox.cpp (own replies and notes).
struct Desk::Impl
{
    static constexpr Millis saveRowsEvery{2'000};
    static constexpr Millis typingEvery{4'000};

    Impl(Desk& desk, DeskParts parts);

    // ---- connection ----
    void signIn(const QUrl& server, const QString& login, const QString& password);
    void restore(const StoredDesk& stored);
    void start(const std::string& token, const QString& password);
    void leave();
    void setState(ConnectionState next);
    void show();
    void failSignIn(const QString& code, const QString& message);
    void onWelcome(const protocol::Welcome& welcome);
    void onReceived(const protocol::ServerMessage& message);
    void onConnectionLost();
    void onAttemptFailed();
    void onRefused(quint16 closeCode);
    void checkLive();

    void onSnapshot(const protocol::QueueSnapshot& snapshot);
    void onChanged(const protocol::QueueChanged& changed);
    void onPresence(const protocol::PresenceChanged& changed);
    void onEvent(const protocol::Event& event, bool fresh);
    void announceWaiting(const QString& conversationId);
    void saveRows();

    // ---- conversations ----
    [[nodiscard]] std::optional<Ownership> ownership(const QString& conversationId) const;
    [[nodiscard]] bool isMine(const Ownership& ownership) const;
    [[nodiscard]] bool isSupervisor() const;
    void reject(const QString& conversationId, Errc code, const QString& message);

    // Sends an ownership change made for the conversation's present epoch. `becomes` is what it leads to.
    using Make =
        std::function<protocol::ClientMessage(ClientMsgId id, ConversationId conversation, Epoch epoch)>;
    void act(const QString& conversationId, const Make& make, const Ownership& becomes);
    void changeDraft(const QString& conversationId, const QString& text);
    void markDrafts();

    // ---- outbox ----
    void write(const QString& conversationId, const QString& text, bool isNote);
    [[nodiscard]] bool enqueue(const OutboxRecord& record);
    void onOutboxChanged(const Outbox::Entry& entry);
    void forgetSent(const QString& clientMsgId, const QString& conversationId);
    void pump();
    void send(const OutboxRecord& record);
    void onSendReply(const OutboxRecord& record, const Reply& reply);
    [[nodiscard]] std::optional<Outbox::Now> lookUp(const QString& conversationId) const;
    void showPending(const QString& conversationId);
    std::optional<OutboxRecord> discard(const QString& clientMsgId);

    Desk& q;
    DeskParts parts;
    std::unique_ptr<Store> store; // may be null
    ProtocolClient client;
    ConversationListModel list;
    OpenConversations open;
    Ownerships ownerships;
    Drafts drafts;
    Outbox outbox;

    ConnectionState state = ConnectionState::SignedOut;
    WallTime since = 0;
    quint64 session = 0; // counts sign-ins: late answers of the local copy are told apart
    bool shown = false;  // signedIn was told
    bool withPassword = false;
    bool snapshotDone = false;
    bool restoring = false;
    bool pumping = false;

    QString agentId;
    QString agentName;
    protocol::Role role = protocol::Role::unknown;
    protocol::Presence presence = protocol::Presence::available;
    int maxText = 4'000;
    QHash<QString, Teammate> teammates;

    QSet<QString> tookOver; // by this desk, whose event has not come yet
    QHash<QString, Seq> seenSent;
    QHash<QString, std::pair<bool, SteadyTime>> typingSent;
    QSet<QString> unsavedRows;
    SteadyTime rowsSaved{};
};

} // namespace tandem::console
