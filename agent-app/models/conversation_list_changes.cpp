#include "agent-app/models/conversation_list_model.hpp"

#include "agent-app/models/conversation_row.hpp"
#include "agent-app/models/words.hpp"

#include <algorithm>

// How the list changes: by the smallest steps that views understand. What it says is in
// conversation_list_model.cpp.

namespace tandem::console {

void ConversationListModel::setAgentId(const QString& agentId)
{
    if (agentId == m_agentId) return;
    setHolding(false);
    m_agentId = agentId;
    for (const auto& [id, row] : m_byId) {
        const Section section = sectionFor(row->summary);
        setTarget(*row, section);
        if (section != row->section)
            relocate(*row, section, ConversationRow::keyFor(section, row->summary));
    }
}

void ConversationListModel::upsert(const std::vector<protocol::ConversationSummary>& rows)
{
    std::vector<std::unique_ptr<ConversationRow>> fresh;
    QHash<QString, ConversationRow*> named; // an id may come twice in one call: the later one wins
    for (const auto& summary : rows) {
        const QString id = toQString(summary.conversation_id.value);
        if (ConversationRow* row = find(id)) {
            row->generation = m_generation;
            replace(*row, summary);
            continue;
        }
        ConversationRow*& row = named[id];
        if (row == nullptr) row = fresh.emplace_back(std::make_unique<ConversationRow>()).get();
        row->summary = summary;
        row->id = id;
        row->section = row->target = sectionFor(summary);
        row->key = ConversationRow::keyFor(row->section, summary);
        row->generation = m_generation;
        row->unread =
            row->section == Section::Mine && summary.last_actor == protocol::ActorKind::customer ? 1 : 0;
    }
    insertNew(std::move(fresh));
}

void ConversationListModel::insertNew(std::vector<std::unique_ptr<ConversationRow>> fresh)
{
    QStringList waiting;
    std::array<std::vector<ConversationRow*>, sectionCount> bySection;
    for (auto& row : fresh) {
        if (row->section == Section::Waiting) waiting.append(row->id);
        ++m_counts[static_cast<std::size_t>(row->target)];
        row->fresh = m_holding && row->section != Section::Mine;
        if (row->fresh)
            m_heldBack.insert(row->id);
        else
            bySection[static_cast<std::size_t>(row->section)].push_back(row.get());
        m_byId.emplace(row->id, std::move(row));
    }
    for (const Section section : allSections) {
        insertSorted(section, std::move(bySection[static_cast<std::size_t>(section)]));
    }
    for (const Section section : allSections) {
        if (m_holding) headerChanged(section);
    }
    if (!m_firstSnapshotDone) return;
    for (const auto& id : waiting)
        Q_EMIT arrivedInWaiting(id);
}

void ConversationListModel::insertSorted(Section section, std::vector<ConversationRow*> rows)
{
    if (rows.empty()) return;
    std::ranges::sort(rows, ConversationRow::inOrder);
    Bucket& to = bucket(section);

    // Neighbours go in together: filling an empty section is one insertion.
    for (std::size_t i = 0; i < rows.size();) {
        const std::size_t at = position(to, *rows[i]);
        std::size_t end = i + 1;
        while (end < rows.size() && (at == to.rows.size() || rows[end]->before(*to.rows[at])))
            ++end;

        const int first = headerRow(section) + 1 + static_cast<int>(at);
        if (!to.collapsed) beginInsertRows({}, first, first + static_cast<int>(end - i) - 1);
        to.rows.insert(
            to.rows.begin() + static_cast<std::ptrdiff_t>(at),
            rows.begin() + static_cast<std::ptrdiff_t>(i),
            rows.begin() + static_cast<std::ptrdiff_t>(end)
        );
        if (!to.collapsed) endInsertRows();
        i = end;
    }
    headerChanged(section);
}

void ConversationListModel::replace(ConversationRow& row, const protocol::ConversationSummary& next)
{
    auto roles = ConversationRow::differences(row.summary, next);

    int unread = row.unread;
    if (next.last_actor == protocol::ActorKind::agent)
        unread = 0;
    else if (next.last_actor == protocol::ActorKind::customer &&
             next.last_seq > std::max(row.summary.last_seq, row.seen)) {
        ++unread;
    }
    if (unread != row.unread) roles << role(ConversationRole::Unread);
    row.unread = unread;

    const Section section = sectionFor(next);
    // Whoever stays with the bot stays in place.
    const bool pinned = section == Section::WithBot && row.section == Section::WithBot;
    const qint64 key = pinned ? row.key : ConversationRow::keyFor(section, next);
    const bool arrives = section == Section::Waiting && row.target != Section::Waiting;
    const bool moves = section != row.section || key != row.key;
    const bool becomesMine = section == Section::Mine && row.target != Section::Mine;

    row.summary = next;
    setTarget(row, section);
    if (m_holding && !becomesMine) {
        if (moves) m_heldBack.insert(row.id);
        for (const Section each : allSections)
            headerChanged(each);
    } else if (row.fresh) {
        row.fresh = false;
        row.section = section;
        row.key = key;
        m_heldBack.remove(row.id);
        insertSorted(section, {&row});
    } else if (moves) {
        m_heldBack.remove(row.id);
        relocate(row, section, key);
    }
    if (!roles.isEmpty()) rowChanged(row, roles);
    if (arrives && m_firstSnapshotDone) Q_EMIT arrivedInWaiting(row.id);
}

void ConversationListModel::relocate(ConversationRow& row, Section to, qint64 key)
{
    const Section from = row.section;
    Bucket& source = bucket(from);
    Bucket& target = bucket(to);
    const std::size_t oldAt = position(source, row);

    ConversationRow probe;
    probe.id = row.id;
    probe.key = key;
    const std::size_t newAt = position(target, probe); // counted before the move, as Qt wants it
    const bool stays = from == to && (newAt == oldAt || newAt == oldAt + 1);
    if (stays) {
        row.key = key;
        return;
    }

    const int fromRow = headerRow(from) + 1 + static_cast<int>(oldAt);
    const int toRow = headerRow(to) + 1 + static_cast<int>(newAt);
    if (!source.collapsed && !target.collapsed)
        beginMoveRows({}, fromRow, fromRow, {}, toRow);
    else if (!source.collapsed)
        beginRemoveRows({}, fromRow, fromRow);
    else if (!target.collapsed)
        beginInsertRows({}, toRow, toRow);

    source.rows.erase(source.rows.begin() + static_cast<std::ptrdiff_t>(oldAt));
    row.section = to;
    row.key = key;
    const std::size_t at = from == to && newAt > oldAt ? newAt - 1 : newAt;
    target.rows.insert(target.rows.begin() + static_cast<std::ptrdiff_t>(at), &row);

    if (!source.collapsed && !target.collapsed)
        endMoveRows();
    else if (!source.collapsed)
        endRemoveRows();
    else if (!target.collapsed)
        endInsertRows();

    if (from == to) return;
    headerChanged(from);
    headerChanged(to);
}

void ConversationListModel::remove(const QString& conversationId)
{
    if (ConversationRow* row = find(conversationId)) removeRow(*row);
}

void ConversationListModel::setTarget(ConversationRow& row, Section target)
{
    --m_counts[static_cast<std::size_t>(row.target)];
    row.target = target;
    ++m_counts[static_cast<std::size_t>(target)];
}

void ConversationListModel::setHolding(bool holding)
{
    if (holding == m_holding) return;
    m_holding = holding;
    if (holding) return;
    const QSet<QString> waited = std::exchange(m_heldBack, {});
    std::array<std::vector<ConversationRow*>, sectionCount> fresh;
    for (const QString& id : waited) {
        ConversationRow* row = find(id);
        // Whoever stays with the bot stays in place, as always.
        const bool pinned =
            row->target == Section::WithBot && row->section == Section::WithBot && !row->fresh;
        const qint64 key = pinned ? row->key : ConversationRow::keyFor(row->target, row->summary);
        if (row->fresh) {
            row->fresh = false;
            row->section = row->target;
            row->key = key;
            fresh[static_cast<std::size_t>(row->target)].push_back(row);
        } else if (row->section != row->target || row->key != key) {
            relocate(*row, row->target, key);
        }
    }
    for (const Section section : allSections) {
        insertSorted(section, std::move(fresh[static_cast<std::size_t>(section)]));
        if (!waited.isEmpty()) headerChanged(section);
    }
}

void ConversationListModel::removeRow(ConversationRow& row)
{
    const Section section = row.section;
    const Section target = row.target;
    --m_counts[static_cast<std::size_t>(target)];
    m_heldBack.remove(row.id);
    if (row.fresh) {
        m_byId.erase(QString(row.id));
        headerChanged(target);
        return;
    }
    Bucket& from = bucket(section);
    const std::size_t at = position(from, row);
    const int flat = headerRow(section) + 1 + static_cast<int>(at);
    if (!from.collapsed) beginRemoveRows({}, flat, flat);
    from.rows.erase(from.rows.begin() + static_cast<std::ptrdiff_t>(at));
    const QString id = row.id; // `row` dies with its entry
    m_byId.erase(id);
    if (!from.collapsed) endRemoveRows();
    headerChanged(section);
    if (target != section) headerChanged(target);
}

void ConversationListModel::beginSnapshot() { ++m_generation; }

QStringList ConversationListModel::endSnapshot()
{
    QStringList gone;
    for (const auto& [id, row] : m_byId) {
        if (row->generation != m_generation) gone << id;
    }
    for (const auto& id : gone)
        remove(id);
    m_firstSnapshotDone = true;
    return gone;
}

void ConversationListModel::clear()
{
    setHolding(false);
    m_counts = {};
    for (const Section section : allSections) {
        Bucket& from = bucket(section);
        if (from.rows.empty()) continue;
        const int first = headerRow(section) + 1;
        const bool shown = !from.collapsed;
        if (shown) beginRemoveRows({}, first, first + from.visible() - 1);
        for (ConversationRow* row : std::exchange(from.rows, {}))
            m_byId.erase(QString(row->id));
        if (shown) endRemoveRows();
        headerChanged(section);
    }
    m_firstSnapshotDone = false;
}

void ConversationListModel::setCollapsed(Section section, bool collapsed)
{
    Bucket& target = bucket(section);
    if (target.collapsed == collapsed) return;
    const int first = headerRow(section) + 1;
    const int last = first + static_cast<int>(target.rows.size()) - 1;
    const bool signal = !target.rows.empty();
    if (signal && collapsed) beginRemoveRows({}, first, last);
    if (signal && !collapsed) beginInsertRows({}, first, last);
    target.collapsed = collapsed;
    if (signal && collapsed) endRemoveRows();
    if (signal && !collapsed) endInsertRows();
    headerChanged(section);
}

void ConversationListModel::refreshOrder()
{
    setHolding(false);
    Bucket& target = bucket(Section::WithBot);
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const auto before = persistentIndexList();
    QStringList ids;
    for (const auto& index : before)
        ids << index.data(role(ConversationRole::Id)).toString();

    for (ConversationRow* row : target.rows)
        row->key = ConversationRow::keyFor(Section::WithBot, row->summary);
    std::ranges::sort(target.rows, ConversationRow::inOrder);

    for (qsizetype i = 0; i < before.size(); ++i) {
        if (!ids[i].isEmpty()) changePersistentIndex(before[i], indexOf(ids[i]));
    }
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void ConversationListModel::setSeen(const QString& conversationId, Seq seq)
{
    ConversationRow* row = find(conversationId);
    if (row == nullptr || seq < row->seen) return;
    row->seen = seq;
    if (row->unread == 0 || seq < row->summary.last_seq) return;
    row->unread = 0;
    rowChanged(
        *row, {role(ConversationRole::Unread), role(ConversationRole::Accessible), Qt::AccessibleTextRole}
    );
}

void ConversationListModel::setHasDraft(const QString& conversationId, bool hasDraft)
{
    ConversationRow* row = find(conversationId);
    if (row == nullptr || row->hasDraft == hasDraft) return;
    row->hasDraft = hasDraft;
    rowChanged(
        *row, {role(ConversationRole::HasDraft), role(ConversationRole::Accessible), Qt::AccessibleTextRole}
    );
}

void ConversationListModel::setHeld(const QString& conversationId, int held)
{
    ConversationRow* row = find(conversationId);
    if (row == nullptr || row->held == held) return;
    row->held = held;
    rowChanged(
        *row, {role(ConversationRole::Held), role(ConversationRole::Accessible), Qt::AccessibleTextRole}
    );
}

void ConversationListModel::rowChanged(const ConversationRow& row, const QList<int>& roles)
{
    const QModelIndex at = indexOf(row.id);
    if (at.isValid()) Q_EMIT dataChanged(at, at, roles);
}

void ConversationListModel::headerChanged(Section section)
{
    const QModelIndex at = headerOf(section);
    Q_EMIT dataChanged(
        at,
        at,
        {role(ConversationRole::Count), role(ConversationRole::New), role(ConversationRole::Collapsed)}
    );
}

} // namespace tandem::console
