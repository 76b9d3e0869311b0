#include "agent-app/models/conversation_list_model.hpp"

#include "agent-app/models/conversation_row.hpp"
#include "agent-app/models/words.hpp"

#include <algorithm>

namespace tandem::console {

ConversationListModel::ConversationListModel(QObject* parent) : QAbstractListModel(parent) {}
ConversationListModel::~ConversationListModel() = default;

// ---- reading

int ConversationListModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid()) return 0;
    int rows = sectionCount;
    for (const auto& bucket : m_buckets)
        rows += bucket.visible();
    return rows;
}

QVariant ConversationListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    int row = index.row();
    for (const Section section : allSections) {
        if (row == 0) return sectionData(section, role);
        if (row <= bucket(section).visible()) {
            return bucket(section).rows[static_cast<std::size_t>(row - 1)]->value(role);
        }
        row -= 1 + bucket(section).visible();
    }
    return {};
}

QVariant ConversationListModel::sectionData(Section section, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return sectionTitle(section);
    case console::role(ConversationRole::Accessible):
        return newIn(section) > 0
                   ? tr("%1: %n new conversation(s) to show", nullptr, newIn(section))
                         .arg(sectionTitle(section))
                   : tr("%1: %n conversation(s)", nullptr, count(section)).arg(sectionTitle(section));
    case console::role(ConversationRole::Id):
        return QString();
    case console::role(ConversationRole::Section):
        return static_cast<int>(section);
    case console::role(ConversationRole::IsHeader):
        return true;
    case console::role(ConversationRole::Count):
        return static_cast<int>(bucket(section).rows.size());
    case console::role(ConversationRole::New):
        return newIn(section);
    case console::role(ConversationRole::Collapsed):
        return bucket(section).collapsed;
    default:
        return {};
    }
}

Qt::ItemFlags ConversationListModel::flags(const QModelIndex& index) const
{
    if (!index.isValid()) return Qt::NoItemFlags;
    const auto base = Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    return index.data(role(ConversationRole::IsHeader)).toBool() ? base : base | Qt::ItemIsSelectable;
}

QHash<int, QByteArray> ConversationListModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert(role(ConversationRole::Id), "conversation_id");
    names.insert(role(ConversationRole::CustomerName), "customer_name");
    names.insert(role(ConversationRole::Section), "section");
    return names;
}

QModelIndex ConversationListModel::indexOf(const QString& conversationId) const
{
    const ConversationRow* row = find(conversationId);
    if (row == nullptr || row->fresh || bucket(row->section).collapsed) return {};
    return index(headerRow(row->section) + 1 + static_cast<int>(position(bucket(row->section), *row)));
}

QModelIndex ConversationListModel::headerOf(Section section) const { return index(headerRow(section)); }

int ConversationListModel::count(Section section) const
{
    return m_counts[static_cast<std::size_t>(section)];
}

int ConversationListModel::newIn(Section section) const
{
    return static_cast<int>(std::ranges::count_if(m_heldBack, [&](const QString& id) {
        const ConversationRow* row = find(id);
        return row->target == section && (row->fresh || row->section != section);
    }));
}

QString ConversationListModel::idAt(Section section, int n) const
{
    const auto& rows = bucket(section).rows;
    return n >= 0 && n < static_cast<int>(rows.size()) ? rows[static_cast<std::size_t>(n)]->id : QString();
}

QString ConversationListModel::lastText(const QString& conversationId) const
{
    const ConversationRow* row = find(conversationId);
    return row != nullptr ? row->value(role(ConversationRole::LastText)).toString() : QString();
}

const protocol::ConversationSummary* ConversationListModel::summary(const QString& conversationId) const
{
    const ConversationRow* row = find(conversationId);
    return row != nullptr ? &row->summary : nullptr;
}

int ConversationListModel::unread(const QString& conversationId) const
{
    const ConversationRow* row = find(conversationId);
    return row != nullptr ? row->unread : 0;
}

int ConversationListModel::headerRow(Section section) const
{
    int row = 0;
    for (const Section before : allSections) {
        if (before == section) break;
        row += 1 + bucket(before).visible();
    }
    return row;
}

Section ConversationListModel::sectionFor(const protocol::ConversationSummary& summary) const
{
    switch (summary.owner.kind) {
    case protocol::OwnerKind::queue:
    case protocol::OwnerKind::offered:
        return Section::Waiting;
    case protocol::OwnerKind::bot:
        return Section::WithBot;
    case protocol::OwnerKind::agent:
        return toQString(summary.owner.id) == m_agentId ? Section::Mine : Section::Others;
    case protocol::OwnerKind::none:
        break;
    }
    return Section::Others;
}

ConversationRow* ConversationListModel::find(const QString& conversationId) const
{
    const auto found = m_byId.find(conversationId);
    return found != m_byId.end() ? found->second.get() : nullptr;
}

// Where the row is, or where it would go by its key.
std::size_t ConversationListModel::position(const Bucket& bucket, const ConversationRow& row)
{
    const auto at = std::ranges::lower_bound(bucket.rows, &row, ConversationRow::inOrder);
    return static_cast<std::size_t>(at - bucket.rows.begin());
}

} // namespace tandem::console
