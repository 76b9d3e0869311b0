#pragma once

#include "agent-app/models/roles.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>
#include <QString>

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

namespace tandem::console {

struct ConversationRow;

// The conversations an agent may see, in four sections that each begin with a header row (role IsHeader;
// enabled but not selectable, always present, so that an empty section can say so). A collapsed section has
// its header alone.
//
//   Waiting   oldest wait first
//   Mine      newest activity first
//   WithBot   newest first when they arrive, then unmoved, so that nothing jumps under the pointer;
//   refreshOrder()
//             sorts by activity when a person asks for it
//   Others    with other agents, newest activity first
//
// While it is held (setHolding), what is shown keeps its place, whatever happens: rows that would come, and
// those that would move, wait behind their section's role New. Only what becomes Mine comes at once,
// because its agent asked for it, and what is removed goes.
//
// Never resets: every change is the smallest insertion, move, change or removal, so a selection by
// persistent index survives. Every operation on one row costs O(log n) comparisons.
class ConversationListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit ConversationListModel(QObject* parent = nullptr);
    ~ConversationListModel() override;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    // Invalid when the conversation is unknown or its section is collapsed.
    [[nodiscard]] QModelIndex indexOf(const QString& conversationId) const;
    [[nodiscard]] QModelIndex headerOf(Section section) const;
    // As things are, also while the list is held.
    [[nodiscard]] int count(Section section) const;

    // The n-th (from 0) of those shown in a section, collapsed or not; empty when there are fewer.
    [[nodiscard]] QString idAt(Section section, int n) const;

    // As LastText says it, also while its section is collapsed; empty when unknown.
    [[nodiscard]] QString lastText(const QString& conversationId) const;

    void setCollapsed(Section section, bool collapsed);

    // True while somebody points at rows. False shows what waited.
    void setHolding(bool holding);
    [[nodiscard]] bool isHolding() const { return m_holding; }

    // Sorts WithBot by last activity, and shows what waited.
    void refreshOrder();

    // ---- for the desk ----

    // Whose conversations are Mine.
    void setAgentId(const QString& agentId);

    // Null when unknown. Valid until the next change.
    [[nodiscard]] const protocol::ConversationSummary* summary(const QString& conversationId) const;

    [[nodiscard]] int unread(const QString& conversationId) const;

    // Puts in or replaces. Rows that arrive together are inserted together.
    void upsert(const std::vector<protocol::ConversationSummary>& rows);
    void remove(const QString& conversationId);

    // A snapshot in parts: begin, upsert for each part, end. What no part named is removed at the end.
    void beginSnapshot();
    QStringList endSnapshot(); // the ids that went
    void clear();              // row by row, headers stay

    // Everything up to `seq` was shown to this agent.
    void setSeen(const QString& conversationId, Seq seq);
    void setHasDraft(const QString& conversationId, bool hasDraft);
    void setHeld(const QString& conversationId, int held);

Q_SIGNALS:
    // A conversation came into Waiting after the first snapshot.
    void arrivedInWaiting(const QString& conversationId);

private:
    using Row = ConversationRow;
    struct Bucket
    {
        std::vector<Row*> rows; // sorted
        bool collapsed = false;
        [[nodiscard]] int visible() const { return collapsed ? 0 : static_cast<int>(rows.size()); }
    };

    [[nodiscard]] Bucket& bucket(Section section) { return m_buckets[static_cast<std::size_t>(section)]; }
    [[nodiscard]] const Bucket& bucket(Section section) const
    {
        return m_buckets[static_cast<std::size_t>(section)];
    }
    [[nodiscard]] int headerRow(Section section) const;
    [[nodiscard]] Section sectionFor(const protocol::ConversationSummary& summary) const;
    [[nodiscard]] Row* find(const QString& conversationId) const;
    [[nodiscard]] static std::size_t position(const Bucket& bucket, const Row& row);
    [[nodiscard]] QVariant sectionData(Section section, int role) const;

    [[nodiscard]] int newIn(Section section) const;
    void setTarget(Row& row, Section target);
    void insertNew(std::vector<std::unique_ptr<Row>> fresh);
    void insertSorted(Section section, std::vector<Row*> rows);
    void replace(Row& row, const protocol::ConversationSummary& next);
    void relocate(Row& row, Section to, qint64 key);
    void removeRow(Row& row);
    void rowChanged(const Row& row, const QList<int>& roles);
    void headerChanged(Section section);

    QString m_agentId;
    std::array<Bucket, sectionCount> m_buckets;
    std::unordered_map<QString, std::unique_ptr<Row>> m_byId;
    std::array<int, sectionCount> m_counts{}; // by target
    QSet<QString> m_heldBack;                 // fresh, or not where they belong
    bool m_holding = false;
    quint64 m_generation = 0; // of the newest snapshot
    bool m_firstSnapshotDone = false;
};

} // namespace tandem::console
