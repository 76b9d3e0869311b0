#pragma once

#include "agent-app/models/roles.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <QList>
#include <QVariant>

namespace tandem::console {

// One conversation in the list: what the server says of it and what only this console knows.
struct ConversationRow
{
    protocol::ConversationSummary summary;
    QString id;
    Section section = Section::Others; // where it is shown
    Section target = Section::Others;  // where it belongs; differs while the list is held
    bool fresh = false;                // not shown yet, because the list is held
    qint64 key = 0;                    // its place within the section: smaller comes first
    Seq seen = 0;                      // shown to this agent up to here
    int unread = 0;
    int held = 0;
    bool hasDraft = false;
    quint64 generation = 0; // of the last snapshot that named it

    [[nodiscard]] static qint64 keyFor(Section section, const protocol::ConversationSummary& summary);
    [[nodiscard]] bool before(const ConversationRow& other) const;
    [[nodiscard]] static bool inOrder(const ConversationRow* a, const ConversationRow* b)
    {
        return a->before(*b);
    }

    // The value of a ConversationRole, or of a display or accessible role.
    [[nodiscard]] QVariant value(int role) const;
    [[nodiscard]] QString accessibleText() const;

    // The roles whose values differ between two states of one conversation.
    [[nodiscard]] static QList<int>
    differences(const protocol::ConversationSummary& a, const protocol::ConversationSummary& b);
};

} // namespace tandem::console
