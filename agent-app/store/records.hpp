#pragma once

#include "shared/protocol/events.hpp"

#include <QHash>
#include <QString>

#include <string>
#include <vector>

// What the local copy holds, as values.

namespace tandem::console {

struct StoredSession
{
    std::string token; // empty: a password is needed
    protocol::Role role = protocol::Role::unknown;
    QString agentId;
    QString agentName;
};

// An own reply or note that the server has not accepted yet.
struct OutboxRecord
{
    enum class State { Queued, Held, Failed }; // what is on its way when the process ends is Queued again

    QString clientMsgId;
    QString conversationId;
    QString text;
    bool isNote = false;
    Epoch ownerEpoch = 0; // of a reply: what its author believed
    WallTime createdAt = 0;
    State state = State::Queued;
    QString reason; // of Held and Failed
    friend bool operator==(const OutboxRecord&, const OutboxRecord&) = default;
};

struct StoredDesk
{
    StoredSession session;
    std::vector<protocol::ConversationSummary> rows;
    QHash<QString, Seq> seen;         // by conversation
    QHash<QString, QString> drafts;   // by conversation
    std::vector<OutboxRecord> outbox; // in the order they were written
};

} // namespace tandem::console
