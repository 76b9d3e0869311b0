#include "agent-app/app/desk_impl.hpp"

#include "agent-app/app/sentences.hpp"
#include "agent-app/models/words.hpp"
#include "shared/text/code_points.hpp"

namespace tandem::console {

void Desk::Impl::write(const QString& conversationId, const QString& text, bool isNote)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty()) return;
    if (text::count_code_points(trimmed.toStdString()) > static_cast<std::size_t>(maxText)) {
        return reject(conversationId, Errc::text_too_long, tooLongSentence(maxText));
    }
    const auto now = ownership(conversationId);
    if (!isNote && (!now || !isMine(*now))) {
        const QString owner = now ? now->ownerName : QString();
        return reject(
            conversationId, Errc::not_owner, refusalSentence(static_cast<int>(Errc::not_owner), owner)
        );
    }
    const bool taken = enqueue({
        .clientMsgId = toQString(client.newId().value),
        .conversationId = conversationId,
        .text = trimmed,
        .isNote = isNote,
        .ownerEpoch = now ? now->epoch : 0,
        .createdAt = parts.clock.wall(),
        .reason = {},
    });
    if (!taken) {
        changeDraft(conversationId, text);
        return reject(conversationId, Errc::overloaded, outboxFullSentence());
    }
    changeDraft(conversationId, {});
}

// Nothing is sent before it is on disk: a crash in between must not leave a reply that nobody knows of.
bool Desk::Impl::enqueue(const OutboxRecord& record)
{
    (void)open.open(record.conversationId, false);
    if (!outbox.add(record)) return false;
    const auto stored = [this, id = record.clientMsgId] {
        outbox.setStored(id);
        pump();
    };
    if (store)
        store->saveOutbox(record, &q, stored);
    else
        stored();
    return true;
}

void Desk::Impl::onOutboxChanged(const Outbox::Entry& entry)
{
    const auto& record = entry.record;
    list.setHeld(record.conversationId, outbox.heldIn(record.conversationId));
    if (restoring) return;
    if (auto* transcript = open.transcript(record.conversationId)) {
        // While connected, the short wait for disk or for the one before is no news.
        const bool wait = entry.delivery() == Delivery::Queued && state == ConnectionState::Live;
        transcript->setPending(
            {.clientMsgId = record.clientMsgId,
             .text = record.text,
             .isNote = record.isNote,
             .at = QDateTime::fromMSecsSinceEpoch(record.createdAt, Qt::UTC),
             .delivery = wait ? Delivery::Sending : entry.delivery(),
             .reason = record.reason}
        );
    }
    if (store && entry.stored && !entry.sending) store->saveOutbox(record, &q, [] {});
}

void Desk::Impl::showPending(const QString& conversationId)
{
    auto* transcript = open.transcript(conversationId);
    if (transcript == nullptr) return;
    for (const auto& entry : outbox.entries()) {
        const auto& record = entry.record;
        if (record.conversationId != conversationId) continue;
        transcript->setPending(
            {.clientMsgId = record.clientMsgId,
             .text = record.text,
             .isNote = record.isNote,
             .at = QDateTime::fromMSecsSinceEpoch(record.createdAt, Qt::UTC),
             .delivery = entry.delivery(),
             .reason = record.reason}
        );
    }
}

std::optional<Outbox::Now> Desk::Impl::lookUp(const QString& conversationId) const
{
    if (!open.isCaughtUp(conversationId)) return std::nullopt;
    const auto now = ownership(conversationId);
    if (!now) return Outbox::Now{.gone = true, .ownership = {}};
    return Outbox::Now{.mine = isMine(*now), .ownership = *now};
}

void Desk::Impl::pump()
{
    if (!snapshotDone || !client.isWelcome() || pumping) return;
    pumping = true;
    const auto due = outbox.due(parts.clock.steady(), parts.clock.wall(), [this](const QString& id) {
        return lookUp(id);
    });
    pumping = false;
    for (const auto& record : due)
        send(record);
}

void Desk::Impl::send(const OutboxRecord& record)
{
    const ClientMsgId id(record.clientMsgId.toStdString());
    const ConversationId conversation(record.conversationId.toStdString());
    const std::string text = record.text.toStdString();
    protocol::ClientMessage message =
        protocol::NoteAdd{.id = id, .conversation_id = conversation, .text = text};
    if (!record.isNote) {
        message = protocol::MessageSend{
            .id = id,
            .conversation_id = conversation,
            .text = text,
            .owner_epoch = record.ownerEpoch,
            .sent_at = record.createdAt,
        };
    }
    const auto answered = [this, record](const Reply& reply) { onSendReply(record, reply); };
    client.request(message, &q, answered, ProtocolClient::OnLoss::Tell);
}

void Desk::Impl::onSendReply(const OutboxRecord& record, const Reply& reply)
{
    const QString& id = record.clientMsgId;
    const auto now = parts.clock.steady();
    if (std::holds_alternative<protocol::Accepted>(reply)) {
        // The event takes its place when it comes.
        if (auto* transcript = open.transcript(record.conversationId)) {
            transcript->setPending(
                {.clientMsgId = id,
                 .text = record.text,
                 .isNote = record.isNote,
                 .at = QDateTime::fromMSecsSinceEpoch(record.createdAt, Qt::UTC),
                 .delivery = Delivery::Sent,
                 .reason = {}}
            );
        }
        forgetSent(id, record.conversationId);
    } else if (const auto* rejected = std::get_if<protocol::Rejected>(&reply)) {
        const auto after =
            rejected->retry_after_ms ? std::optional(Millis(*rejected->retry_after_ms)) : std::nullopt;
        outbox.rejected(id, rejected->code, after, now);
    } else if (std::holds_alternative<NoAnswer>(reply)) {
        outbox.noAnswer(id, now);
    } else {
        outbox.lost(id);
    }
    pump();
}

void Desk::Impl::forgetSent(const QString& clientMsgId, const QString& conversationId)
{
    if (!outbox.contains(clientMsgId)) return;
    outbox.accepted(clientMsgId);
    if (store) store->removeOutbox(clientMsgId);
    list.setHeld(conversationId, outbox.heldIn(conversationId));
}

std::optional<OutboxRecord> Desk::Impl::discard(const QString& clientMsgId)
{
    auto record = outbox.take(clientMsgId);
    if (!record) return std::nullopt;
    if (auto* transcript = open.transcript(record->conversationId)) transcript->removePending(clientMsgId);
    if (store) store->removeOutbox(clientMsgId);
    list.setHeld(record->conversationId, outbox.heldIn(record->conversationId));
    return record;
}

// ---- by hand

int Desk::unsentCount() const { return static_cast<int>(m_impl->outbox.entries().size()); }

void Desk::sendReply(const QString& conversationId, const QString& text)
{
    m_impl->write(conversationId, text, false);
}

void Desk::addNote(const QString& conversationId, const QString& text)
{
    m_impl->write(conversationId, text, true);
}

void Desk::retry(const QString& clientMsgId)
{
    if (m_impl->outbox.retry(clientMsgId)) m_impl->pump();
}

void Desk::discard(const QString& clientMsgId) { (void)m_impl->discard(clientMsgId); }

void Desk::discardHeld(const QString& clientMsgId)
{
    const auto record = m_impl->discard(clientMsgId);
    if (record && draft(record->conversationId).isEmpty())
        m_impl->changeDraft(record->conversationId, record->text);
}

void Desk::sendHeldAnyway(const QString& clientMsgId)
{
    const auto conversationId = m_impl->outbox.conversationOf(clientMsgId);
    const auto now = m_impl->ownership(conversationId);
    if (!now || !m_impl->isMine(*now) || !now->isOpen()) {
        const QString owner = now ? now->ownerName : QString();
        const QString why = refusalSentence(static_cast<int>(Errc::not_owner), owner);
        return m_impl->reject(conversationId, Errc::not_owner, why);
    }
    if (m_impl->outbox.sendAnyway(clientMsgId, now->epoch, m_impl->parts.clock.wall())) m_impl->pump();
}

void Desk::sendHeldAsNote(const QString& clientMsgId)
{
    auto record = m_impl->discard(clientMsgId);
    if (!record) return;
    // Another kind of message is another message.
    record->clientMsgId = toQString(m_impl->client.newId().value);
    record->isNote = true;
    record->state = OutboxRecord::State::Queued;
    record->reason.clear();
    record->createdAt = m_impl->parts.clock.wall();
    if (!m_impl->enqueue(*record)) m_impl->changeDraft(record->conversationId, record->text);
}

} // namespace tandem::console
