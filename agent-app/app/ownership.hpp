#pragma once

#include "shared/protocol/vocabulary.hpp"

#include <QHash>
#include <QString>

#include <optional>

namespace tandem::console {

// Who has a conversation, from whichever source is newest by epoch: the list, an event, or the answer to an
// own command. The list may lag behind the other two by a moment, in which a person would see the wrong
// buttons.
struct Ownership
{
    protocol::Owner owner;
    QString ownerName;
    Epoch epoch = 0;
    protocol::Lifecycle lifecycle = protocol::Lifecycle::unknown;

    [[nodiscard]] bool isOpen() const noexcept
    {
        return lifecycle != protocol::Lifecycle::resolved && lifecycle != protocol::Lifecycle::closed &&
               lifecycle != protocol::Lifecycle::abandoned;
    }
};

class Ownerships
{
public:
    // Takes it unless something newer is known.
    void learn(const QString& conversationId, const Ownership& ownership);

    // The newer of what was learned and the list's row; the row may be null. Empty when nothing is known.
    [[nodiscard]] std::optional<Ownership>
    of(const QString& conversationId, const protocol::ConversationSummary* row) const;

    // The list has caught up: forgets what is not newer than the row, so that this stays small.
    void settle(const protocol::ConversationSummary& row);
    void forget(const QString& conversationId) { m_learned.remove(conversationId); }
    void clear() { m_learned.clear(); }

private:
    QHash<QString, Ownership> m_learned;
};

} // namespace tandem::console
