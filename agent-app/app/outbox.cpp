#include "agent-app/app/outbox.hpp"

#include "agent-app/app/sentences.hpp"
#include "shared/base/errc.hpp"

#include <algorithm>

namespace tandem::console {

Delivery Outbox::Entry::delivery() const
{
    switch (record.state) {
    case OutboxRecord::State::Held:
        return Delivery::Held;
    case OutboxRecord::State::Failed:
        return Delivery::Failed;
    case OutboxRecord::State::Queued:
        break;
    }
    return sending ? Delivery::Sending : Delivery::Queued;
}

void Outbox::load(const std::vector<OutboxRecord>& records)
{
    for (const auto& record : records) {
        if (find(record.clientMsgId) != nullptr) continue;
        m_entries.push_back({.record = record, .stored = true});
        m_changed(m_entries.back());
    }
}

bool Outbox::add(const OutboxRecord& record)
{
    if (m_entries.size() >= maxEntries) return false;
    m_entries.push_back({.record = record});
    m_changed(m_entries.back());
    return true;
}

void Outbox::setStored(const QString& clientMsgId)
{
    if (Entry* entry = find(clientMsgId)) entry->stored = true;
}

std::vector<OutboxRecord> Outbox::due(SteadyTime now, WallTime wall, const LookUp& lookUp)
{
    std::vector<OutboxRecord> out;
    std::vector<QString> busy; // conversations whose head waits or is on its way
    for (auto& entry : m_entries) {
        const QString& conversation = entry.record.conversationId;
        if (entry.record.state != OutboxRecord::State::Queued ||
            std::ranges::find(busy, conversation) != busy.end())
            continue;

        const auto state = lookUp(conversation);
        if (!entry.sending && entry.stored && state && holdIfMovedOn(entry, wall, *state)) continue;
        busy.push_back(conversation);
        if (entry.sending || !entry.stored || !state || entry.notBefore > now) continue;

        entry.sending = true;
        if (!entry.firstTry) entry.firstTry = now;
        m_changed(entry);
        out.push_back(entry.record);
    }
    return out;
}

bool Outbox::holdIfMovedOn(Entry& entry, WallTime wall, const Now& now)
{
    std::optional<HeldBecause> why;
    if (now.gone)
        why = HeldBecause::Gone;
    else if (wall - entry.record.createdAt > heldAfterMs)
        why = HeldBecause::TooOld;
    else if (entry.record.isNote)
        return false; // a note is never out of place
    else if (!now.ownership.isOpen())
        why = HeldBecause::Resolved;
    else if (!now.mine)
        why = HeldBecause::NotMine;
    else if (now.ownership.epoch != entry.record.ownerEpoch)
        why = HeldBecause::OwnerChanged;
    if (!why) return false;
    settle(entry, OutboxRecord::State::Held, heldSentence(*why, now.ownership.ownerName));
    return true;
}

void Outbox::accepted(const QString& clientMsgId)
{
    std::erase_if(m_entries, [&](const Entry& entry) { return entry.record.clientMsgId == clientMsgId; });
}

void Outbox::rejected(
    const QString& clientMsgId, int code, std::optional<Millis> retryAfter, SteadyTime now
)
{
    Entry* entry = find(clientMsgId);
    if (entry == nullptr) return;
    const auto errc = static_cast<Errc>(code);
    if (retryable(errc))
        return again(*entry, retryAfter.value_or(entry->retryAfter), now, refusalSentence(code, {}));
    switch (errc) {
    case Errc::stale_epoch:
        return settle(*entry, OutboxRecord::State::Held, heldSentence(HeldBecause::OwnerChanged, {}));
    case Errc::not_owner:
        return settle(*entry, OutboxRecord::State::Held, heldSentence(HeldBecause::NotMine, {}));
    case Errc::wrong_state:
        return settle(*entry, OutboxRecord::State::Held, heldSentence(HeldBecause::Resolved, {}));
    case Errc::not_found:
        return settle(*entry, OutboxRecord::State::Held, heldSentence(HeldBecause::Gone, {}));
    default:
        return settle(*entry, OutboxRecord::State::Failed, refusalSentence(code, {}));
    }
}

void Outbox::noAnswer(const QString& clientMsgId, SteadyTime now)
{
    Entry* entry = find(clientMsgId);
    if (entry != nullptr && entry->sending) again(*entry, Millis(0), now, noAnswerSentence());
}

void Outbox::lost(const QString& clientMsgId)
{
    Entry* entry = find(clientMsgId);
    if (entry == nullptr || !entry->sending) return;
    entry->sending = false;
    entry->firstTry.reset();
    entry->notBefore = {};
    entry->retryAfter = firstRetry;
    m_changed(*entry);
}

bool Outbox::retry(const QString& clientMsgId)
{
    Entry* entry = find(clientMsgId);
    if (entry == nullptr || entry->record.state != OutboxRecord::State::Failed) return false;
    entry->notBefore = {};
    settle(*entry, OutboxRecord::State::Queued, {});
    return true;
}

bool Outbox::sendAnyway(const QString& clientMsgId, Epoch epoch, WallTime wall)
{
    Entry* entry = find(clientMsgId);
    if (entry == nullptr || entry->record.state != OutboxRecord::State::Held) return false;
    entry->record.ownerEpoch = epoch;
    entry->record.createdAt = wall; // the author has looked at it now
    entry->notBefore = {};
    settle(*entry, OutboxRecord::State::Queued, {});
    return true;
}

std::optional<OutboxRecord> Outbox::take(const QString& clientMsgId)
{
    const Entry* entry = find(clientMsgId);
    if (entry == nullptr || entry->sending) return std::nullopt;
    auto record = entry->record;
    accepted(clientMsgId);
    return record;
}

bool Outbox::contains(const QString& clientMsgId) const { return !conversationOf(clientMsgId).isEmpty(); }

QString Outbox::conversationOf(const QString& clientMsgId) const
{
    const auto found = std::ranges::find_if(m_entries, [&](const Entry& entry) {
        return entry.record.clientMsgId == clientMsgId;
    });
    return found != m_entries.end() ? found->record.conversationId : QString();
}

int Outbox::heldIn(const QString& conversationId) const
{
    return static_cast<int>(std::ranges::count_if(m_entries, [&](const Entry& entry) {
        return entry.record.conversationId == conversationId &&
               entry.record.state == OutboxRecord::State::Held;
    }));
}

Outbox::Entry* Outbox::find(const QString& clientMsgId)
{
    const auto found = std::ranges::find_if(m_entries, [&](const Entry& entry) {
        return entry.record.clientMsgId == clientMsgId;
    });
    return found != m_entries.end() ? &*found : nullptr;
}

void Outbox::settle(Entry& entry, OutboxRecord::State state, const QString& reason)
{
    entry.record.state = state;
    entry.record.reason = reason;
    entry.sending = false;
    entry.firstTry.reset();
    entry.retryAfter = firstRetry;
    m_changed(entry);
}

void Outbox::again(Entry& entry, Millis after, SteadyTime now, const QString& reason)
{
    if (entry.firstTry && now - *entry.firstTry >= givenUpAfter) {
        return settle(entry, OutboxRecord::State::Failed, reason);
    }
    // Many consoles are refused at the same moment; the id is random enough to spread their next tries.
    const Millis jitter(qHash(entry.record.clientMsgId) % 500);
    entry.sending = false;
    entry.notBefore = now + after + jitter;
    entry.retryAfter = std::min(entry.retryAfter * 2, lastRetry);
    m_changed(entry);
}

} // namespace tandem::console
