#include "agent-app/app/desk.hpp"

#include "agent-app/app/desk_impl.hpp"
#include "agent-app/app/sentences.hpp"
#include "agent-app/models/words.hpp"

#include <QDateTime>

namespace tandem::console {

Desk::Desk(DeskParts parts, QObject* parent)
    : QObject(parent),
      m_impl(std::make_unique<Impl>(*this, std::move(parts)))
{}

Desk::~Desk()
{
    // Nobody is told any more, but what is unsaved is saved.
    blockSignals(true);
    m_impl->leave();
}

// ---- session

void Desk::signIn(const QUrl& server, const QString& login, const QString& password)
{
    m_impl->signIn(server, login, password);
}

bool Desk::canSignInWithoutPassword(const QUrl& server, const QString& login)
{
    const auto store = m_impl->parts.stores(server, login);
    return store && !store->session().token.empty();
}

void Desk::signOut()
{
    if (m_impl->client.isWelcome()) {
        m_impl->client.request(protocol::SignOut{.id = m_impl->client.newId()}, this, [](const Reply&) {});
    }
    // All that could still write is quiet before the copy is wiped, so that nothing is written after it.
    m_impl->client.stop();
    m_impl->open.clear();
    m_impl->outbox.clear();
    m_impl->drafts.clear();
    m_impl->unsavedRows.clear();
    if (m_impl->store) m_impl->store->wipe();
    m_impl->leave();
}

ConnectionState Desk::connectionState() const { return m_impl->state; }
QDateTime Desk::connectionSince() const { return QDateTime::fromMSecsSinceEpoch(m_impl->since, Qt::UTC); }
QString Desk::agentId() const { return m_impl->agentId; }
QString Desk::agentName() const { return m_impl->agentName; }
protocol::Role Desk::role() const { return m_impl->role; }
protocol::Presence Desk::presence() const { return m_impl->presence; }
QList<Teammate> Desk::teammates() const { return m_impl->teammates.values(); }
int Desk::maxText() const { return m_impl->maxText; }
ConversationListModel* Desk::conversations() const { return &m_impl->list; }

void Desk::setPresence(protocol::Presence presence)
{
    const bool changed = m_impl->presence != presence;
    m_impl->presence = presence;
    // Sent again after every welcome, so that it need not be kept for later.
    if (m_impl->client.isWelcome()) {
        const protocol::PresenceSet set{.id = m_impl->client.newId(), .presence = presence};
        m_impl->client.request(set, this, [](const Reply&) {}, ProtocolClient::OnLoss::Tell);
    }
    if (changed) Q_EMIT identityChanged();
}

// ---- conversations

TranscriptModel* Desk::open(const QString& conversationId)
{
    auto* transcript = m_impl->open.open(conversationId);
    m_impl->showPending(conversationId);
    return transcript;
}

void Desk::close(const QString& conversationId) { m_impl->open.close(conversationId); }

PacketModel* Desk::packet(const QString& conversationId)
{
    (void)m_impl->open.open(conversationId, false);
    return m_impl->open.packet(conversationId);
}

Header Desk::header(const QString& conversationId) const
{
    Header header{.conversationId = conversationId};
    const auto* row = m_impl->list.summary(conversationId);
    if (row != nullptr) {
        header.known = true;
        header.customerName = actorName({protocol::ActorKind::customer, {}, row->customer_name}, {});
        header.language = toQString(row->language);
        header.queue = toQString(row->queue);
        if (row->waiting_since)
            header.waitingSince = QDateTime::fromMSecsSinceEpoch(*row->waiting_since, Qt::UTC);
    } else if (const auto* packet = m_impl->open.packet(conversationId)) {
        const std::string name = packet->packet().customerName.toStdString();
        header.customerName = actorName({protocol::ActorKind::customer, {}, name}, {});
        header.language = packet->packet().language;
    }
    const auto now = m_impl->ownership(conversationId);
    if (!now) return header;
    header.ownerKind = now->owner.kind;
    header.ownerName = now->ownerName;
    header.lifecycle = now->lifecycle;
    header.mine = m_impl->isMine(*now);
    header.canReply = header.mine && now->isOpen();

    const bool live = m_impl->state == ConnectionState::Live;
    const bool waits =
        now->owner.kind == protocol::OwnerKind::queue || now->owner.kind == protocol::OwnerKind::offered;
    const bool others = now->owner.kind == protocol::OwnerKind::agent && !header.mine;
    const bool supervisor = m_impl->isSupervisor();
    header.canAccept = live && waits;
    header.canTakeOver =
        live && (waits || now->owner.kind == protocol::OwnerKind::bot || (others && supervisor));
    header.canHandBack = live && header.mine;
    header.canTransfer = live && (header.mine || (supervisor && (others || waits)));
    header.canResolve = live && now->isOpen() && (header.mine || supervisor);
    return header;
}

void Desk::seen(const QString& conversationId)
{
    const auto* transcript = m_impl->open.transcript(conversationId);
    const auto* row = m_impl->list.summary(conversationId);
    const Seq seq =
        std::max(transcript != nullptr ? transcript->lastSeq() : 0, row != nullptr ? row->last_seq : 0);
    m_impl->list.setSeen(conversationId, seq);
    Seq& sent = m_impl->seenSent[conversationId];
    if (seq <= sent) return;
    sent = seq;
    m_impl->client.send(
        protocol::SeenSet{.conversation_id = ConversationId(conversationId.toStdString()), .seq = seq}
    );
    if (m_impl->store) m_impl->store->saveSeen(conversationId, seq);
}

void Desk::typing(const QString& conversationId, bool typing)
{
    // Keys come fast; others need to know only that somebody types, and when that ends.
    auto& [was, at] = m_impl->typingSent[conversationId];
    const auto now = m_impl->parts.clock.steady();
    if (typing == was && (!typing || now - at < Impl::typingEvery)) return;
    was = typing;
    at = now;
    m_impl->client.send(protocol::TypingSet{
        .conversation_id = ConversationId(conversationId.toStdString()), .typing = typing
    });
}

QString Desk::draft(const QString& conversationId) const { return m_impl->drafts.text(conversationId); }

void Desk::setDraft(const QString& conversationId, const QString& text)
{
    m_impl->drafts.set(conversationId, text, m_impl->parts.clock.steady());
    m_impl->list.setHasDraft(conversationId, !text.isEmpty());
}

void Desk::Impl::changeDraft(const QString& conversationId, const QString& text)
{
    q.setDraft(conversationId, text);
    Q_EMIT q.draftChanged(conversationId);
}

void Desk::Impl::markDrafts()
{
    for (auto it = drafts.all().cbegin(); it != drafts.all().cend(); ++it)
        list.setHasDraft(it.key(), true);
}

// ---- actions

std::optional<Ownership> Desk::Impl::ownership(const QString& conversationId) const
{
    return ownerships.of(conversationId, list.summary(conversationId));
}

bool Desk::Impl::isMine(const Ownership& ownership) const
{
    return ownership.owner.kind == protocol::OwnerKind::agent && !agentId.isEmpty() &&
           toQString(ownership.owner.id) == agentId;
}

bool Desk::Impl::isSupervisor() const
{
    return role == protocol::Role::supervisor || role == protocol::Role::admin;
}

void Desk::Impl::reject(const QString& conversationId, Errc code, const QString& message)
{
    const auto name = errc_name(code);
    Q_EMIT q.actionRejected(
        conversationId, QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())), message
    );
}

void Desk::Impl::act(const QString& conversationId, const Make& make, const Ownership& becomes)
{
    if (state != ConnectionState::Live) return reject(conversationId, Errc::unavailable, offlineSentence());
    const auto now = ownership(conversationId);
    if (!now) {
        return reject(
            conversationId, Errc::not_found, refusalSentence(static_cast<int>(Errc::not_found), {})
        );
    }
    const auto message = make(client.newId(), ConversationId(conversationId.toStdString()), now->epoch);
    client.request(message, &q, [this, conversationId, becomes](const Reply& reply) {
        if (const auto* accepted = std::get_if<protocol::Accepted>(&reply)) {
            if (!accepted->owner_epoch) return; // the event tells
            Ownership next = becomes;
            next.epoch = *accepted->owner_epoch;
            ownerships.learn(conversationId, next);
            Q_EMIT q.headerChanged(conversationId);
            return;
        }
        tookOver.remove(conversationId);
        if (const auto* rejected = std::get_if<protocol::Rejected>(&reply)) {
            const auto holder = ownership(conversationId);
            const QString sentence =
                refusalSentence(rejected->code, holder ? holder->ownerName : QString());
            Q_EMIT q.actionRejected(conversationId, toQString(rejected->name), sentence);
        } else if (std::holds_alternative<NoAnswer>(reply)) {
            reject(conversationId, Errc::deadline_exceeded, noAnswerSentence());
        }
    });
}

void Desk::accept(const QString& conversationId)
{
    const Ownership becomes{
        {protocol::OwnerKind::agent, agentId().toStdString()}, agentName(), 0, protocol::Lifecycle::active
    };
    (void)m_impl->open.open(conversationId, false);
    m_impl->act(
        conversationId,
        [](ClientMsgId id, ConversationId conversation, Epoch epoch) {
            return protocol::ConversationAccept{std::move(id), std::move(conversation), epoch};
        },
        becomes
    );
}

void Desk::takeOver(const QString& conversationId)
{
    const Ownership becomes{
        {protocol::OwnerKind::agent, agentId().toStdString()}, agentName(), 0, protocol::Lifecycle::active
    };
    (void)m_impl->open.open(conversationId, false);
    m_impl->tookOver.insert(conversationId);
    m_impl->act(
        conversationId,
        [](ClientMsgId id, ConversationId conversation, Epoch epoch) {
            return protocol::ConversationTakeOver{std::move(id), std::move(conversation), epoch};
        },
        becomes
    );
}

void Desk::handBack(const QString& conversationId, const QString& note)
{
    m_impl->act(
        conversationId,
        [&](ClientMsgId id, ConversationId conversation, Epoch epoch) {
            return protocol::ConversationHandBack{
                std::move(id), std::move(conversation), epoch, note.toStdString()
            };
        },
        {{protocol::OwnerKind::bot, {}}, {}, 0, protocol::Lifecycle::active}
    );
}

void Desk::transfer(const QString& conversationId, const QString& queue, const QString& note)
{
    m_impl->act(
        conversationId,
        [&](ClientMsgId id, ConversationId conversation, Epoch epoch) {
            return protocol::ConversationTransfer{
                std::move(id), std::move(conversation), epoch, queue.toStdString(), note.toStdString()
            };
        },
        {{protocol::OwnerKind::queue, queue.toStdString()}, {}, 0, protocol::Lifecycle::active}
    );
}

void Desk::resolve(const QString& conversationId, bool survey)
{
    m_impl->act(
        conversationId,
        [&](ClientMsgId id, ConversationId conversation, Epoch epoch) {
            return protocol::ConversationResolve{std::move(id), std::move(conversation), epoch, survey};
        },
        {{protocol::OwnerKind::none, {}}, {}, 0, protocol::Lifecycle::resolved}
    );
}

// ---- time

void Desk::tick()
{
    m_impl->client.tick();
    const auto now = m_impl->parts.clock.steady();
    m_impl->drafts.tick(now, [this](const QString& id, const QString& text) {
        if (m_impl->store) m_impl->store->saveDraft(id, text);
    });
    m_impl->open.flush();
    if (now - m_impl->rowsSaved >= Impl::saveRowsEvery) m_impl->saveRows();
    m_impl->pump();
}

void Desk::networkChanged() { m_impl->client.wake(); }

void Desk::flush()
{
    m_impl->drafts.flush([this](const QString& id, const QString& text) {
        if (m_impl->store) m_impl->store->saveDraft(id, text);
    });
    m_impl->open.flush();
    m_impl->saveRows();
}

} // namespace tandem::console
