#include "agent-app/app/desk_impl.hpp"

#include "agent-app/app/sentences.hpp"
#include "agent-app/models/words.hpp"
#include "shared/protocol/close_codes.hpp"

namespace tandem::console {

namespace {

// People type a host, a web address or a socket address; all mean the same place.
QUrl socketUrl(const QUrl& server)
{
    QUrl url = server;
    if (url.scheme() == QLatin1String("http")) url.setScheme(QStringLiteral("ws"));
    if (url.scheme() == QLatin1String("https")) url.setScheme(QStringLiteral("wss"));
    if (url.path().isEmpty() || url.path() == QLatin1String("/")) url.setPath(QStringLiteral("/ws/agent"));
    return url;
}

} // namespace

Desk::Impl::Impl(Desk& desk, DeskParts given)
    : q(desk),
      parts(std::move(given)),
      client(parts.sockets, parts.clock, parts.random, parts.clientName),
      open(client, parts.clock),
      outbox([this](const Outbox::Entry& entry) { onOutboxChanged(entry); })
{
    client.setResume([this] { return open.resumePoints(); });
    connect(&client, &ProtocolClient::welcomed, &q, [this](const auto& welcome) { onWelcome(welcome); });
    connect(&client, &ProtocolClient::received, &q, [this](const auto& message) { onReceived(message); });
    connect(&client, &ProtocolClient::connectionLost, &q, [this] { onConnectionLost(); });
    connect(&client, &ProtocolClient::attemptFailed, &q, [this] { onAttemptFailed(); });
    connect(&client, &ProtocolClient::refused, &q, [this](quint16 code) { onRefused(code); });
    connect(&open, &OpenConversations::eventShown, &q, [this](const auto& event, bool fresh) {
        onEvent(event, fresh);
    });
    connect(&open, &OpenConversations::caughtUp, &q, [this] { checkLive(); });
    connect(&list, &ConversationListModel::arrivedInWaiting, &q, [this](const QString& id) {
        announceWaiting(id);
    });
}

// ---- signing in

void Desk::Impl::signIn(const QUrl& server, const QString& login, const QString& password)
{
    leave();
    const quint64 mine = ++session;
    store = parts.stores(server, login);
    open.setStore(store.get());
    withPassword = !password.isEmpty();
    setState(ConnectionState::Connecting);

    const auto begin = [this, mine, server, login, password](const StoredDesk& stored) {
        if (mine != session) return;
        const std::string token = password.isEmpty() ? stored.session.token : std::string();
        if (token.empty() && password.isEmpty()) {
            failSignIn(QStringLiteral("password_needed"), signInSentence(4401, false));
            return;
        }
        restore(stored);
        // Who has a session here may read and write before the server has said a word.
        if (!token.empty()) show();
        client.start(
            socketUrl(server),
            {.token = token, .login = login.toStdString(), .password = password.toStdString()}
        );
    };
    if (store)
        store->loadDesk(&q, begin);
    else
        begin({});
}

void Desk::Impl::restore(const StoredDesk& stored)
{
    agentId = stored.session.agentId;
    agentName = stored.session.agentName;
    role = stored.session.role;
    list.setAgentId(agentId);
    open.setAgentId(agentId);
    list.upsert(stored.rows);
    for (auto it = stored.seen.cbegin(); it != stored.seen.cend(); ++it)
        list.setSeen(it.key(), it.value());
    drafts.load(stored.drafts);
    markDrafts();

    restoring = true;
    outbox.load(stored.outbox);
    restoring = false;
    // What is to be sent must first know how its conversation stands, so these are followed too.
    for (const auto& entry : outbox.entries())
        (void)open.open(entry.record.conversationId, false);
    for (const auto& entry : outbox.entries())
        showPending(entry.record.conversationId);
}

void Desk::Impl::leave()
{
    ++session;
    client.stop();
    q.flush();
    open.setStore(nullptr);
    list.clear();
    drafts.clear();
    outbox.clear();
    ownerships.clear();
    teammates.clear();
    tookOver.clear();
    seenSent.clear();
    typingSent.clear();
    unsavedRows.clear();
    store.reset();
    agentId.clear();
    agentName.clear();
    role = protocol::Role::unknown;
    presence = protocol::Presence::available;
    shown = false;
    snapshotDone = false;
    setState(ConnectionState::SignedOut);
}

void Desk::Impl::setState(ConnectionState next)
{
    if (state == next) return;
    state = next;
    since = parts.clock.wall();
    Q_EMIT q.connectionStateChanged();
    for (const auto& id : open.ids())
        Q_EMIT q.headerChanged(id);
}

void Desk::Impl::show()
{
    if (shown) return;
    shown = true;
    Q_EMIT q.identityChanged();
    Q_EMIT q.signedIn();
}

void Desk::Impl::failSignIn(const QString& code, const QString& message)
{
    leave();
    Q_EMIT q.signInFailed(code, message);
}

void Desk::Impl::onWelcome(const protocol::Welcome& welcome)
{
    agentId = toQString(welcome.principal.id);
    agentName = toQString(welcome.principal.name);
    role = welcome.principal.role;
    if (welcome.max_text > 0) maxText = welcome.max_text;
    list.setAgentId(agentId);
    open.setAgentId(agentId);
    if (store) {
        StoredSession kept{store->session().token, role, agentId, agentName};
        if (welcome.token) kept.token = *welcome.token;
        store->saveSession(kept);
    }
    snapshotDone = false;
    setState(ConnectionState::CatchingUp);
    show();
    Q_EMIT q.identityChanged();

    // The server forgets what an agent chose when it restarts.
    q.setPresence(presence);
    open.onWelcome();
}

void Desk::Impl::onConnectionLost()
{
    open.onConnectionLost();
    snapshotDone = false;
    typingSent.clear();
    for (auto& teammate : teammates)
        teammate.connected = false;
    setState(ConnectionState::Offline);
    Q_EMIT q.teammatesChanged();
}

void Desk::Impl::onAttemptFailed()
{
    if (!shown) return failSignIn(QStringLiteral("unreachable"), unreachableSentence());
    open.onConnectionLost();
    setState(ConnectionState::Offline);
}

void Desk::Impl::onRefused(quint16 closeCode)
{
    const auto code = static_cast<protocol::CloseCode>(closeCode);
    const bool ended =
        code == protocol::CloseCode::unauthenticated || code == protocol::CloseCode::signed_out;
    if (ended && store && !withPassword) {
        StoredSession kept = store->session();
        kept.token.clear();
        store->saveSession(kept);
    }
    // A session that was welcomed with a password and ended later is an ended session, not a wrong
    // password.
    const bool wrong = withPassword && !shown;
    const auto name = protocol::close_code_name(code);
    failSignIn(
        QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())),
        signInSentence(closeCode, wrong)
    );
}

// The badge says Live only when the list and every followed conversation are true again.
void Desk::Impl::checkLive()
{
    if (!snapshotDone) return;
    if (state == ConnectionState::CatchingUp && open.isAllCaughtUp()) setState(ConnectionState::Live);
    pump();
}

// ---- what the server says

void Desk::Impl::onReceived(const protocol::ServerMessage& message)
{
    if (open.onMessage(message)) return;
    if (const auto* snapshot = std::get_if<protocol::QueueSnapshot>(&message))
        onSnapshot(*snapshot);
    else if (const auto* changed = std::get_if<protocol::QueueChanged>(&message))
        onChanged(*changed);
    else if (const auto* present = std::get_if<protocol::PresenceChanged>(&message))
        onPresence(*present);
    else if (const auto* typing = std::get_if<protocol::TypingChanged>(&message)) {
        if (typing->actor.kind != protocol::ActorKind::customer) return;
        Q_EMIT q.customerTyping(toQString(typing->conversation_id.value), typing->typing);
    }
}

void Desk::Impl::onSnapshot(const protocol::QueueSnapshot& snapshot)
{
    if (snapshot.part == 0) list.beginSnapshot();
    list.upsert(snapshot.items);
    for (const auto& row : snapshot.items) {
        ownerships.settle(row);
        unsavedRows.insert(toQString(row.conversation_id.value));
    }
    if (!snapshot.last) return;
    for (const auto& id : list.endSnapshot())
        unsavedRows.insert(id);
    markDrafts();
    for (const auto& entry : outbox.entries()) {
        list.setHeld(entry.record.conversationId, outbox.heldIn(entry.record.conversationId));
    }
    snapshotDone = true;
    for (const auto& id : open.ids())
        Q_EMIT q.headerChanged(id);
    checkLive();
}

void Desk::Impl::onChanged(const protocol::QueueChanged& changed)
{
    QStringList replied;
    for (const auto& row : changed.upserted) {
        const QString id = toQString(row.conversation_id.value);
        const auto* before = list.summary(id);
        const bool mine =
            row.owner.kind == protocol::OwnerKind::agent && toQString(row.owner.id) == agentId;
        const bool spoke = row.last_actor == protocol::ActorKind::customer;
        if (mine && spoke && before != nullptr && row.last_seq > before->last_seq) replied << id;
    }
    list.upsert(changed.upserted);
    for (const auto& row : changed.upserted) {
        const QString id = toQString(row.conversation_id.value);
        ownerships.settle(row);
        unsavedRows.insert(id);
        if (drafts.all().contains(id)) list.setHasDraft(id, true);
        if (open.transcript(id) != nullptr) Q_EMIT q.headerChanged(id);
    }
    for (const auto& removed : changed.removed) {
        const QString id = toQString(removed.value);
        list.remove(id);
        unsavedRows.insert(id);
        if (open.transcript(id) != nullptr) Q_EMIT q.headerChanged(id);
    }
    for (const auto& id : replied) {
        const auto index = list.summary(id);
        if (index == nullptr) continue;
        const QString name = actorName({protocol::ActorKind::customer, {}, index->customer_name}, {});
        Q_EMIT q.customerReplied(id, name, toQString(index->last_text));
    }
    pump();
}

void Desk::Impl::onPresence(const protocol::PresenceChanged& changed)
{
    const QString id = toQString(changed.agent_id.value);
    if (id == agentId) {
        if (changed.presence == protocol::Presence::unknown || changed.presence == presence) return;
        // Chosen in another window of the same agent. "Offline" is only what others see of a lost
        // connection.
        if (changed.presence == protocol::Presence::offline) return;
        presence = changed.presence;
        Q_EMIT q.identityChanged();
        return;
    }
    teammates.insert(id, {id, toQString(changed.name), changed.presence, changed.connected});
    Q_EMIT q.teammatesChanged();
}

void Desk::Impl::onEvent(const protocol::Event& event, bool fresh)
{
    const QString id = toQString(event.conversation_id.value);
    if (const auto* owner = protocol::new_owner(event.data)) {
        const bool isActor = owner->kind == protocol::OwnerKind::agent && owner->id == event.actor.id;
        const auto lifecycle = std::holds_alternative<protocol::ConversationResolved>(event.data)
                                   ? protocol::Lifecycle::resolved
                               : std::holds_alternative<protocol::ConversationAbandoned>(event.data)
                                   ? protocol::Lifecycle::abandoned
                                   : protocol::Lifecycle::active;
        const QString name = isActor ? toQString(event.actor.name) : QString();
        ownerships.learn(id, {*owner, name, event.owner_epoch, lifecycle});
        if (const auto* row = list.summary(id)) ownerships.settle(*row);
        Q_EMIT q.headerChanged(id);
    }
    if (event.client_msg_id) forgetSent(toQString(event.client_msg_id->value), id);

    if (!fresh || !tookOver.contains(id)) return;
    const auto* taken = std::get_if<protocol::ConversationTakenOver>(&event.data);
    if (taken == nullptr || toQString(event.actor.id) != agentId) return;
    tookOver.remove(id);
    if (taken->packet && !taken->packet->suggested_reply.empty()) {
        Q_EMIT q.interruptedDraft(id, toQString(taken->packet->suggested_reply));
    }
}

void Desk::Impl::announceWaiting(const QString& conversationId)
{
    const auto* row = list.summary(conversationId);
    if (row == nullptr) return;
    const QString name = actorName({protocol::ActorKind::customer, {}, row->customer_name}, {});
    const QString reason =
        row->reason_text.empty() ? triggerText(row->trigger) : toQString(row->reason_text);
    Q_EMIT q.conversationWaiting(conversationId, name, reason);
}

void Desk::Impl::saveRows()
{
    rowsSaved = parts.clock.steady();
    if (!store || unsavedRows.isEmpty()) return;
    std::vector<protocol::ConversationSummary> upserted;
    std::vector<QString> removed;
    for (const auto& id : std::as_const(unsavedRows)) {
        if (const auto* row = list.summary(id))
            upserted.push_back(*row);
        else
            removed.push_back(id);
    }
    unsavedRows.clear();
    store->saveRows(std::move(upserted), std::move(removed));
}

} // namespace tandem::console
