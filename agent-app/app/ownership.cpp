#include "agent-app/app/ownership.hpp"

#include "agent-app/models/words.hpp"

namespace tandem::console {

void Ownerships::learn(const QString& conversationId, const Ownership& ownership)
{
    const auto known = m_learned.constFind(conversationId);
    if (known == m_learned.cend() || known->epoch <= ownership.epoch)
        m_learned.insert(conversationId, ownership);
}

std::optional<Ownership>
Ownerships::of(const QString& conversationId, const protocol::ConversationSummary* row) const
{
    const auto learned = m_learned.constFind(conversationId);
    const bool isLearned = learned != m_learned.cend();
    if (row != nullptr && (!isLearned || row->owner_epoch >= learned->epoch)) {
        return Ownership{row->owner, toQString(row->owner_name), row->owner_epoch, row->lifecycle};
    }
    return isLearned ? std::optional(*learned) : std::nullopt;
}

void Ownerships::settle(const protocol::ConversationSummary& row)
{
    const auto learned = m_learned.constFind(toQString(row.conversation_id.value));
    if (learned != m_learned.cend() && learned->epoch <= row.owner_epoch) m_learned.erase(learned);
}

} // namespace tandem::console
