#include "agent-app/models/transcript_row.hpp"

#include "agent-app/models/words.hpp"
#include "shared/text/markdown.hpp"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace tandem::console {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(tandem::console::TranscriptRow)
};

// A longer silence begins a new group, so that its time is shown.
constexpr WallTime groupGapMs = 5 * 60 * 1'000;

void fill(TranscriptRow& row, const protocol::MessageAccepted& message, const QString& myAgentId)
{
    row.kind = TranscriptKind::Message;
    row.text = toQString(message.text);
    row.turn = message.turn.value_or(0);
    row.outcome = message.outcome.value_or(protocol::AnswerOutcome::unknown);
    for (const auto& source : message.sources)
        row.sources.append(toSourceLink(source));
    if (message.tools) row.tools = toolsText(*message.tools);
    // What the customer may choose from reads as a list here: the buttons are the customer's.
    if (message.offer && !message.offer->choices.empty()) {
        row.text += QLatin1Char('\n');
        for (const auto& choice : message.offer->choices)
            row.text += QStringLiteral("\n- ") + toQString(choice.text);
    }
    if (!message.interrupted) return;
    const QString by = actorName(message.interrupted->by, myAgentId);
    row.interruptedBy = by.isEmpty() ? Words::tr("somebody") : by;
    row.interruptedOffset = message.interrupted->offset;
}

} // namespace

std::optional<TranscriptRow> TranscriptRow::of(const protocol::Event& event, const QString& myAgentId)
{
    TranscriptRow row;
    row.seq = event.seq;
    row.actorKind = event.actor.kind;
    row.actorId = toQString(event.actor.id);
    row.actorName = console::actorName(event.actor, myAgentId);
    row.mine =
        event.actor.kind == protocol::ActorKind::agent && !myAgentId.isEmpty() && row.actorId == myAgentId;
    row.setTime(event.at);
    if (event.client_msg_id) row.clientMsgId = toQString(event.client_msg_id->value);

    if (const auto* message = std::get_if<protocol::MessageAccepted>(&event.data)) {
        fill(row, *message, myAgentId);
    } else if (const auto* note = std::get_if<protocol::NoteAdded>(&event.data)) {
        row.kind = TranscriptKind::Note;
        row.text = toQString(note->text);
        row.note = true;
    } else {
        row.kind = TranscriptKind::System;
        row.text = systemText(event, myAgentId);
        if (row.text.isEmpty()) return std::nullopt;
    }
    if (row.mine && row.kind != TranscriptKind::System) row.delivery = Delivery::Sent;
    return row;
}

void TranscriptRow::setTime(WallTime time)
{
    at = time;
    day = QDateTime::fromMSecsSinceEpoch(time).date();
}

bool TranscriptRow::continues(const TranscriptRow& before) const
{
    if (kind == TranscriptKind::System || before.kind == TranscriptKind::System) return false;
    return note == before.note && actorKind == before.actorKind && actorId == before.actorId &&
           day == before.day && at - before.at <= groupGapMs && before.interruptedBy.isEmpty();
}

QString TranscriptRow::accessibleText() const
{
    const auto local = QDateTime::fromMSecsSinceEpoch(at).time();
    const QString time = QLocale().toString(local, QLocale::ShortFormat);
    if (kind == TranscriptKind::System) return Words::tr("%1, %2", "what happened, when").arg(text, time);

    const bool marked = actorKind == protocol::ActorKind::bot || actorKind == protocol::ActorKind::agent;
    const QString plain = marked ? toQString(text::plain_text(text.toStdString())) : text;
    QString out = note ? Words::tr("Private note by %1, %2: %3").arg(actorName, time, plain)
                       : Words::tr("%1, %2: %3", "who, when, what").arg(actorName, time, plain);
    if (!tools.isEmpty()) out += QStringLiteral(". ") + tools;
    if (kind == TranscriptKind::Streaming) out += QStringLiteral(". ") + Words::tr("Still answering");
    if (!interruptedBy.isEmpty())
        out += QStringLiteral(". ") + Words::tr("Interrupted by %1").arg(interruptedBy);
    if (kind == TranscriptKind::Pending) out += QStringLiteral(". ") + deliveryText(delivery);
    if (!reason.isEmpty()) out += QStringLiteral(". ") + reason;
    return out;
}

} // namespace tandem::console
