#pragma once

#include "agent-app/models/roles.hpp"
#include "shared/protocol/events.hpp"

#include <QDate>
#include <QString>

#include <optional>

namespace tandem::console {

// One row of a transcript, ready to be shown.
struct TranscriptRow
{
    TranscriptKind kind = TranscriptKind::Message;
    Seq seq = 0;
    Seq turn = 0; // of a bot's message
    protocol::ActorKind actorKind = protocol::ActorKind::unknown;
    QString actorId;
    QString actorName;
    QString text;
    WallTime at = 0;
    QDate day; // local
    QList<SourceLink> sources;
    QString tools; // one line
    QString interruptedBy;
    quint64 interruptedOffset = 0;
    Delivery delivery = Delivery::None;
    QString clientMsgId;
    QString reason;
    protocol::AnswerOutcome outcome = protocol::AnswerOutcome::unknown;
    bool note = false;
    bool mine = false;

    // Empty for events that are not shown.
    [[nodiscard]] static std::optional<TranscriptRow>
    of(const protocol::Event& event, const QString& myAgentId);

    void setTime(WallTime time); // `at` and `day`

    // True when this row and the one before it are one run of one speaker.
    [[nodiscard]] bool continues(const TranscriptRow& before) const;

    [[nodiscard]] QString accessibleText() const;
};

} // namespace tandem::console
