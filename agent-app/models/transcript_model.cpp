#include "agent-app/models/transcript_model.hpp"

#include "agent-app/models/words.hpp"
#include "shared/text/code_points.hpp"

#include <algorithm>
#include <ranges>

namespace tandem::console {

namespace {

const QList<int> edgeRoles{
    role(TranscriptRole::FirstOfGroup), role(TranscriptRole::LastOfGroup), role(TranscriptRole::DayLine)
};
const QList<int> textRoles{
    role(TranscriptRole::Text), role(TranscriptRole::Accessible), Qt::DisplayRole, Qt::AccessibleTextRole
};
const QList<int> deliveryRoles{
    role(TranscriptRole::Delivery),
    role(TranscriptRole::Reason),
    role(TranscriptRole::Accessible),
    Qt::AccessibleTextRole
};

} // namespace

TranscriptModel::TranscriptModel(QString conversationId, QObject* parent)
    : QAbstractListModel(parent),
      m_conversationId(std::move(conversationId))
{}

TranscriptModel::~TranscriptModel() = default;

// ---- reading

int TranscriptModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TranscriptModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    const auto at = static_cast<std::size_t>(index.row());
    const Row& row = m_rows[at];
    if (role == Qt::DisplayRole) return row.text;
    if (role == Qt::AccessibleTextRole) return row.accessibleText();
    if (role < console::role(TranscriptRole::Kind)) return {};
    switch (static_cast<TranscriptRole>(role)) {
    case TranscriptRole::Kind:
        return static_cast<int>(row.kind);
    case TranscriptRole::Seq:
        return static_cast<qulonglong>(row.seq);
    case TranscriptRole::ActorKind:
        return static_cast<int>(row.actorKind);
    case TranscriptRole::ActorName:
        return row.actorName;
    case TranscriptRole::Text:
        return row.text;
    case TranscriptRole::At:
        return QDateTime::fromMSecsSinceEpoch(row.at, Qt::UTC);
    case TranscriptRole::Sources:
        return QVariant::fromValue(row.sources);
    case TranscriptRole::InterruptedBy:
        return row.interruptedBy;
    case TranscriptRole::InterruptedOffset:
        return row.interruptedOffset;
    case TranscriptRole::Delivery:
        return static_cast<int>(delivery(row));
    case TranscriptRole::ClientMsgId:
        return row.clientMsgId;
    case TranscriptRole::IsNote:
        return row.note;
    case TranscriptRole::SystemText:
        return row.kind == TranscriptKind::System ? row.text : QString();
    case TranscriptRole::FirstOfGroup:
        return firstOfGroup(at);
    case TranscriptRole::LastOfGroup:
        return lastOfGroup(at);
    case TranscriptRole::DayLine:
        return at == 0 || m_rows[at - 1].day != row.day ? row.day : QDate();
    case TranscriptRole::Outcome:
        return static_cast<int>(row.outcome);
    case TranscriptRole::Accessible:
        return row.accessibleText();
    case TranscriptRole::IsMine:
        return row.mine;
    case TranscriptRole::Tools:
        return row.tools;
    case TranscriptRole::Reason:
        return row.reason;
    }
    return {};
}

QHash<int, QByteArray> TranscriptModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert(role(TranscriptRole::Kind), "kind");
    names.insert(role(TranscriptRole::Seq), "seq");
    names.insert(role(TranscriptRole::Text), "text");
    return names;
}

int TranscriptModel::rowOfSeq(quint64 seq) const
{
    const auto events =
        std::ranges::subrange(m_rows.begin(), m_rows.begin() + static_cast<std::ptrdiff_t>(m_eventRows));
    return static_cast<int>(std::ranges::upper_bound(events, seq, {}, &Row::seq) - events.begin()) - 1;
}

int TranscriptModel::rowOfClientMsgId(const QString& clientMsgId) const
{
    // What is asked for is nearly always near the end.
    for (std::size_t i = m_rows.size(); i-- > 0;) {
        if (m_rows[i].clientMsgId == clientMsgId) return static_cast<int>(i);
    }
    return -1;
}

std::size_t TranscriptModel::findPending(const QString& clientMsgId) const
{
    std::size_t i = pendingBegin();
    while (i < m_rows.size() && m_rows[i].clientMsgId != clientMsgId)
        ++i;
    return i;
}

bool TranscriptModel::firstOfGroup(std::size_t row) const
{
    return row == 0 || !m_rows[row].continues(m_rows[row - 1]);
}

bool TranscriptModel::lastOfGroup(std::size_t row) const
{
    return row + 1 == m_rows.size() || !m_rows[row + 1].continues(m_rows[row]);
}

Delivery TranscriptModel::delivery(const Row& row) const
{
    const bool seen = row.delivery == Delivery::Sent && row.kind == TranscriptKind::Message &&
                      row.seq <= m_seenByCustomer;
    return seen ? Delivery::Seen : row.delivery;
}

// ---- events

void TranscriptModel::setAgentId(const QString& agentId) { m_agentId = agentId; }

void TranscriptModel::setComplete(bool complete)
{
    if (m_complete == complete) return;
    m_complete = complete;
    Q_EMIT completeChanged();
}

std::size_t TranscriptModel::append(const std::vector<protocol::Event>& events)
{
    std::vector<Row> batch;
    const auto flush = [&] {
        if (batch.empty()) return;
        addRows(m_eventRows, std::exchange(batch, {}), true);
    };

    std::size_t taken = 0;
    for (const auto& event : events) {
        if (event.seq > m_lastSeq + 1) break;
        ++taken;
        if (event.seq <= m_lastSeq) continue;
        m_lastSeq = event.seq;
        auto row = TranscriptRow::of(event, m_agentId);
        if (!row) continue;

        const bool replacesTurn = m_turn && row->turn == m_turn->turn;
        const bool replacesPending =
            !row->clientMsgId.isEmpty() && findPending(row->clientMsgId) < m_rows.size();
        if (!replacesTurn && !replacesPending) {
            m_endedTurn = std::max(m_endedTurn, row->turn);
            batch.push_back(std::move(*row));
            continue;
        }
        flush();
        place(std::move(*row));
    }
    flush();
    return taken;
}

// The event takes the place of the row that stood for it.
void TranscriptModel::place(Row row)
{
    const std::size_t target = m_eventRows;
    if (m_turn && row.turn == m_turn->turn) {
        m_endedTurn = std::max(m_endedTurn, row.turn);
        m_turn.reset();
    } else if (const std::size_t from = findPending(row.clientMsgId); from != target) {
        beginMoveRows({}, static_cast<int>(from), static_cast<int>(from), {}, static_cast<int>(target));
        const auto begin = m_rows.begin();
        std::rotate(
            begin + static_cast<std::ptrdiff_t>(target),
            begin + static_cast<std::ptrdiff_t>(from),
            begin + static_cast<std::ptrdiff_t>(from) + 1
        );
        endMoveRows();
    }
    m_rows[target] = std::move(row);
    ++m_eventRows;
    rowChanged(target);
    edgesChanged(target, target);
}

void TranscriptModel::clear()
{
    const std::size_t count = pendingBegin();
    if (count > 0) {
        beginRemoveRows({}, 0, static_cast<int>(count) - 1);
        m_rows.erase(m_rows.begin(), m_rows.begin() + static_cast<std::ptrdiff_t>(count));
        m_eventRows = 0;
        m_turn.reset();
        endRemoveRows();
    }
    m_lastSeq = 0;
    m_endedTurn = 0;
    m_seenByCustomer = 0;
}

// ---- the bot's turn

void TranscriptModel::turnStarted(const protocol::TurnStarted& message)
{
    (void)beginTurn(message.turn, 1);
}

bool TranscriptModel::turnDelta(const protocol::TurnDelta& message)
{
    if (!beginTurn(message.turn, message.attempt)) return true; // late, or of an attempt that was replaced
    const std::size_t have = m_turn->codePoints;
    const auto offset = static_cast<std::size_t>(message.offset);
    if (offset > have) return false;

    const std::size_t length = text::count_code_points(message.text);
    if (offset + length <= have) return true;
    const std::string_view fresh =
        std::string_view(message.text).substr(text::bytes_of_code_points(message.text, have - offset));
    const QString more = QString::fromUtf8(fresh.data(), static_cast<qsizetype>(fresh.size()));
    setTurnText(m_rows[streamingRow()].text + more, offset + length);
    return true;
}

void TranscriptModel::turnSnapshot(const protocol::TurnSnapshot& message)
{
    if (!beginTurn(message.turn, message.attempt)) return;
    const std::size_t length = text::count_code_points(message.text);
    if (length < m_turn->codePoints) return; // older than what is shown: text never jumps back
    setTurnText(toQString(message.text), length);
}

void TranscriptModel::turnFinished(const protocol::TurnFinished& message) { endTurn(message.turn, false); }

void TranscriptModel::turnInterrupted(const protocol::TurnInterrupted& message)
{
    // With a seq, the stored message takes the row over, so that nothing flickers.
    const bool stored = message.seq && *message.seq > m_lastSeq;
    endTurn(message.turn, !stored);
}

void TranscriptModel::turnFailed(const protocol::TurnFailed& message) { endTurn(message.turn, true); }

void TranscriptModel::turnUnknown()
{
    if (!m_turn) return;
    const std::size_t at = streamingRow();
    m_turn.reset();
    dropRow(at);
}

// True when the streaming row now stands for this turn and attempt.
bool TranscriptModel::beginTurn(Seq turn, int attempt)
{
    if (turn <= m_endedTurn) return false;
    if (m_turn && (turn < m_turn->turn || (turn == m_turn->turn && attempt < m_turn->attempt)))
        return false;
    if (m_turn && turn == m_turn->turn && attempt == m_turn->attempt) return true;

    if (m_turn) {
        m_turn = Turn{turn, attempt, 0};
        m_rows[streamingRow()].turn = turn;
        setTurnText({}, 0);
        return true;
    }
    Row row;
    row.kind = TranscriptKind::Streaming;
    row.turn = turn;
    row.actorKind = protocol::ActorKind::bot;
    row.actorName = console::actorName({protocol::ActorKind::bot, {}, {}}, {});
    if (m_eventRows > 0) row.setTime(m_rows[m_eventRows - 1].at); // the wire does not say when it began
    m_turn = Turn{turn, attempt, 0};
    std::vector<Row> rows;
    rows.push_back(std::move(row));
    addRows(m_eventRows, std::move(rows), false);
    return true;
}

void TranscriptModel::setTurnText(const QString& text, std::size_t codePoints)
{
    m_turn->codePoints = codePoints;
    m_rows[streamingRow()].text = text;
    rowChanged(streamingRow(), textRoles);
}

void TranscriptModel::endTurn(Seq turn, bool drop)
{
    m_endedTurn = std::max(m_endedTurn, turn);
    if (drop && m_turn && m_turn->turn <= turn) turnUnknown();
}

// ---- own messages

void TranscriptModel::setPending(const PendingMessage& message)
{
    const std::size_t at = findPending(message.clientMsgId);
    if (at < m_rows.size()) {
        m_rows[at].delivery = message.delivery;
        m_rows[at].reason = message.reason;
        rowChanged(at, deliveryRoles);
        return;
    }
    if (rowOfClientMsgId(message.clientMsgId) >= 0) return;

    Row row;
    row.kind = TranscriptKind::Pending;
    row.actorKind = protocol::ActorKind::agent;
    row.actorId = m_agentId;
    row.actorName =
        console::actorName({protocol::ActorKind::agent, m_agentId.toStdString(), {}}, m_agentId);
    row.text = message.text;
    row.setTime(message.at.toMSecsSinceEpoch());
    row.delivery = message.delivery;
    row.clientMsgId = message.clientMsgId;
    row.reason = message.reason;
    row.note = message.isNote;
    row.mine = true;
    std::vector<Row> rows;
    rows.push_back(std::move(row));
    addRows(m_rows.size(), std::move(rows), false);
}

void TranscriptModel::removePending(const QString& clientMsgId)
{
    const std::size_t at = findPending(clientMsgId);
    if (at < m_rows.size()) dropRow(at);
}

void TranscriptModel::setSeenByCustomer(Seq seq)
{
    if (seq <= m_seenByCustomer) return;
    const int first = rowOfSeq(m_seenByCustomer) + 1;
    const int last = rowOfSeq(seq);
    m_seenByCustomer = seq;
    if (first <= last) Q_EMIT dataChanged(index(first), index(last), deliveryRoles);
}

// ---- rows

void TranscriptModel::addRows(std::size_t at, std::vector<Row> rows, bool areEvents)
{
    const std::size_t last = at + rows.size() - 1;
    beginInsertRows({}, static_cast<int>(at), static_cast<int>(last));
    m_rows.insert(
        m_rows.begin() + static_cast<std::ptrdiff_t>(at),
        std::make_move_iterator(rows.begin()),
        std::make_move_iterator(rows.end())
    );
    if (areEvents) m_eventRows += rows.size();
    endInsertRows();
    edgesChanged(at, last);
}

void TranscriptModel::dropRow(std::size_t at)
{
    beginRemoveRows({}, static_cast<int>(at), static_cast<int>(at));
    m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(at));
    endRemoveRows();
    if (at > 0) rowChanged(at - 1, edgeRoles);
    if (at < m_rows.size()) rowChanged(at, edgeRoles);
}

// Groups and day lines depend on neighbours: the row before and the row after a change may look different
// now.
void TranscriptModel::edgesChanged(std::size_t first, std::size_t last)
{
    if (first > 0) rowChanged(first - 1, edgeRoles);
    if (last + 1 < m_rows.size()) rowChanged(last + 1, edgeRoles);
}

void TranscriptModel::rowChanged(std::size_t row, const QList<int>& roles)
{
    const QModelIndex at = index(static_cast<int>(row));
    Q_EMIT dataChanged(at, at, roles);
}

} // namespace tandem::console
