#pragma once

#include "agent-app/models/roles.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <QDateTime>
#include <QObject>
#include <QUrl>

#include <functional>
#include <memory>

namespace tandem {
class Clock;
class Random;
} // namespace tandem

namespace tandem::console {

class AbstractSocket;
class ConversationListModel;
class PacketModel;
class Store;
class TranscriptModel;

enum class ConnectionState {
    SignedOut,  // nothing is shown; signIn() starts
    Connecting, // the first connection after signIn()
    Live,       // what is shown is true
    CatchingUp, // connected again, missing events are on their way
    Offline,    // reading and writing go on; tries again by itself, for ever
};

// What can be done with a conversation now. A view enables its actions by these; the server decides in the
// end.
struct Header
{
    QString conversationId;
    QString customerName;
    protocol::OwnerKind ownerKind = protocol::OwnerKind::none;
    QString ownerName;
    protocol::Lifecycle lifecycle = protocol::Lifecycle::unknown;
    QString language;
    QString queue;
    QDateTime waitingSince; // null unless the customer waits for a person
    bool known = false;     // false: the server no longer lists it, what is shown comes from the local copy
    bool mine = false;
    bool canAccept = false;
    bool canTakeOver = false;
    bool canHandBack = false;
    bool canTransfer = false;
    bool canResolve = false;
    bool canReply = false; // false: the composer writes a note
};

// A colleague, as far as the server has told.
struct Teammate
{
    QString agentId;
    QString name;
    protocol::Presence presence = protocol::Presence::unknown;
    bool connected = false;
};

// What the desk is built from. `stores` gives the local copy of one agent at one server; it may return null
// when there is no usable disk, and then nothing survives the process.
struct DeskParts
{
    const Clock& clock;
    Random& random;
    std::function<std::unique_ptr<AbstractSocket>()> sockets;
    std::function<std::unique_ptr<Store>(const QUrl& server, const QString& login)> stores;
    QString clientName; // "tandem-console 0.1.0"
};

// The agent's desk: the only thing views talk to. Lives on the GUI thread; nothing here blocks.
//
// Conversation ids are QStrings here and in the models. Actions are asked for, not done: what came of them
// shows in the models, and a refusal comes as actionRejected. Ownership changes (accept, takeOver,
// handBack, transfer, resolve) are refused at once while not Live; replies and notes are kept and sent once
// when the connection is back.
class Desk final : public QObject
{
    Q_OBJECT

public:
    explicit Desk(DeskParts parts, QObject* parent = nullptr);
    ~Desk() override;

    // Answered by connectionStateChanged (Connecting, then Live) or signInFailed. With an empty password
    // the token of an earlier session is used, if the local copy has one. The local copy is readable at
    // once, before any answer.
    void signIn(const QUrl& server, const QString& login, const QString& password);

    // True when signIn(server, login, "") has a token to try.
    [[nodiscard]] bool canSignInWithoutPassword(const QUrl& server, const QString& login);

    // Ends the token at the server and wipes the local copy. Ask first when unsentCount() is not 0.
    void signOut();
    [[nodiscard]] int unsentCount() const;

    [[nodiscard]] ConnectionState connectionState() const;
    [[nodiscard]] QDateTime connectionSince() const; // when the present state began (UTC)

    [[nodiscard]] QString agentId() const;
    [[nodiscard]] QString agentName() const;
    [[nodiscard]] protocol::Role role() const;
    [[nodiscard]] protocol::Presence presence() const;
    void setPresence(protocol::Presence presence);
    [[nodiscard]] QList<Teammate> teammates() const;
    [[nodiscard]] int maxText() const; // code points of one message

    // Owned by the desk, for its whole life.
    [[nodiscard]] ConversationListModel* conversations() const;

    // Starts to follow a conversation, with the local copy at once and what is missing from the server. The
    // model is the desk's; it stays valid until close(id), and for a while longer: the most recently closed
    // ones are kept warm in a bounded list. Never null.
    TranscriptModel* open(const QString& conversationId);
    void close(const QString& conversationId);
    [[nodiscard]] PacketModel* packet(const QString& conversationId
    ); // opens it if need be; valid as open()'s
    [[nodiscard]] Header header(const QString& conversationId) const;

    void accept(const QString& conversationId);
    void takeOver(const QString& conversationId);
    void handBack(const QString& conversationId, const QString& note);
    void transfer(const QString& conversationId, const QString& queue, const QString& note);
    void resolve(const QString& conversationId, bool survey);

    // Empty text is ignored. Both also clear the draft.
    void sendReply(const QString& conversationId, const QString& text);
    void addNote(const QString& conversationId, const QString& text);

    void typing(const QString& conversationId, bool typing);
    void seen(const QString& conversationId); // everything known so far was shown

    [[nodiscard]] QString draft(const QString& conversationId) const;
    void setDraft(const QString& conversationId, const QString& text);

    void retry(const QString& clientMsgId);          // Failed
    void discard(const QString& clientMsgId);        // Failed or Queued; discardHeld does the same for Held
    void discardHeld(const QString& clientMsgId);    // the text goes to the draft if that is empty
    void sendHeldAnyway(const QString& clientMsgId); // needs the conversation to be mine
    void sendHeldAsNote(const QString& clientMsgId);

    // ---- for the composition root and tests ----

    // Lets time pass: time-outs, pings, retries, saving of drafts. Called every quarter of a second;
    // notices by itself when the machine has slept.
    void tick();
    void networkChanged(); // a good moment to try again
    void flush();          // saves what is not saved yet

Q_SIGNALS:
    void connectionStateChanged();
    void signInFailed(const QString& code, const QString& message);
    void signedIn();
    void identityChanged(); // agent, role or presence
    void teammatesChanged();
    void headerChanged(const QString& conversationId);
    void actionRejected(const QString& conversationId, const QString& code, const QString& message);
    void conversationWaiting(const QString& conversationId, const QString& name, const QString& reason);
    void customerReplied(
        const QString& conversationId, const QString& name, const QString& text
    ); // in one of mine
    void interruptedDraft(
        const QString& conversationId, const QString& text
    ); // unsent rest of what I interrupted
    void customerTyping(const QString& conversationId, bool typing);
    void draftChanged(const QString& conversationId); // not by setDraft()

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tandem::console
