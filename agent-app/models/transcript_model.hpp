#pragma once

#include "agent-app/models/transcript_row.hpp"
#include "shared/protocol/messages.hpp"

#include <QAbstractListModel>
#include <QDateTime>

#include <optional>
#include <vector>

namespace tandem::console {

// An own reply or note on its way to the server.
struct PendingMessage
{
    QString clientMsgId;
    QString text;
    bool isNote = false;
    QDateTime at;
    Delivery delivery = Delivery::Queued;
    QString reason; // of Failed and Held
};

// One conversation as rows: its events in seq order, then the bot's answer in progress, then own messages
// that are not accepted yet. Never resets while open, except by clear().
//
// The streaming row grows in place (dataChanged with Text); when the stored message arrives it becomes that
// message in the same row. An own pending row becomes the server's event in place likewise.
class TranscriptModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit TranscriptModel(QString conversationId, QObject* parent = nullptr);
    ~TranscriptModel() override;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    [[nodiscard]] const QString& conversationId() const { return m_conversationId; }

    // The row of an event, or of the nearest shown one before it; -1 when there is none.
    [[nodiscard]] int rowOfSeq(quint64 seq) const;
    [[nodiscard]] int rowOfClientMsgId(const QString& clientMsgId) const;

    // The last event known, shown or not.
    [[nodiscard]] Seq lastSeq() const { return m_lastSeq; }

    // False while events are on their way: show "Loading" rather than an empty conversation.
    [[nodiscard]] bool isComplete() const { return m_complete; }

    // ---- for the desk ----

    // Whose messages are "You"; before the first event.
    void setAgentId(const QString& agentId);
    void setComplete(bool complete);

    // Events must continue at lastSeq() + 1; those before are ignored. Returns how many were taken: fewer
    // than given means a gap before the next one.
    std::size_t append(const std::vector<protocol::Event>& events);
    void clear(); // all but pending rows, and starts again at seq 0

    void turnStarted(const protocol::TurnStarted& message);
    // False when text is missing before the offset: what is shown stays, until a snapshot or the final
    // message.
    bool turnDelta(const protocol::TurnDelta& message);
    void turnSnapshot(const protocol::TurnSnapshot& message);
    void turnFinished(const protocol::TurnFinished& message);
    void turnInterrupted(const protocol::TurnInterrupted& message);
    void turnFailed(const protocol::TurnFailed& message);
    // The connection was cut: nobody knows how the answer goes on.
    void turnUnknown();

    // Adds the message or changes its delivery and reason. Ignored when its event is already here.
    void setPending(const PendingMessage& message);
    void removePending(const QString& clientMsgId);

    // The customer has seen everything up to `seq`.
    void setSeenByCustomer(Seq seq);

Q_SIGNALS:
    void completeChanged();

private:
    using Row = TranscriptRow;
    struct Turn
    {
        Seq turn = 0;
        int attempt = 1;
        std::size_t codePoints = 0; // shown so far
    };

    [[nodiscard]] std::size_t streamingRow() const { return m_eventRows; }
    [[nodiscard]] std::size_t pendingBegin() const { return m_eventRows + (m_turn ? 1 : 0); }
    [[nodiscard]] std::size_t findPending(const QString& clientMsgId
    ) const; // m_rows.size() when there is none
    [[nodiscard]] bool firstOfGroup(std::size_t row) const;
    [[nodiscard]] bool lastOfGroup(std::size_t row) const;
    [[nodiscard]] Delivery delivery(const Row& row) const;

    void place(Row row);
    void addRows(std::size_t at, std::vector<Row> rows, bool areEvents);
    void dropRow(std::size_t at);
    void edgesChanged(std::size_t first, std::size_t last);
    void rowChanged(std::size_t row, const QList<int>& roles = {});
    bool beginTurn(Seq turn, int attempt);
    void setTurnText(const QString& text, std::size_t codePoints);
    void endTurn(Seq turn, bool drop);

    QString m_conversationId;
    QString m_agentId;
    std::vector<Row> m_rows;
    std::size_t m_eventRows = 0; // rows made of events, before the streaming and pending ones
    std::optional<Turn> m_turn;  // set while there is a streaming row
    Seq m_endedTurn = 0;         // late deltas of this turn or an earlier one are ignored
    Seq m_lastSeq = 0;
    Seq m_seenByCustomer = 0;
    bool m_complete = false;
};

} // namespace tandem::console
