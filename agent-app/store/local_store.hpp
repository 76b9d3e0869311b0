#pragma once

#include "agent-app/store/records.hpp"

#include <QSqlDatabase>
#include <QVariant>

#include <memory>

namespace tandem::console {

// The local copy of one agent at one server: one SQLite file that only its owner may read. Blocking; used
// on the thread that made it. Every writing call is one transaction and returns whether it is on disk.
//
// A file that cannot be read, or comes from a newer version, is set aside under another name and a fresh
// one begun.
class LocalStore
{
public:
    static constexpr int schemaVersion = 1;
    static constexpr int keptConversations = 200; // with their events; beyond that the longest unopened go

    explicit LocalStore(const QString& path);
    ~LocalStore();
    LocalStore(const LocalStore&) = delete;
    LocalStore& operator=(const LocalStore&) = delete;

    [[nodiscard]] bool isOpen() const { return m_open; } // false: nothing is kept

    [[nodiscard]] StoredSession session();
    [[nodiscard]] StoredDesk desk();
    [[nodiscard]] std::vector<protocol::Event> conversation(const QString& conversationId); // in seq order

    bool saveSession(const StoredSession& session);
    bool saveRows(
        const std::vector<protocol::ConversationSummary>& upserted, const std::vector<QString>& removed
    );
    bool saveEvents(const std::vector<protocol::Event>& events);
    bool saveSeen(const QString& conversationId, Seq seq);
    bool saveDraft(const QString& conversationId, const QString& text); // empty text removes it
    bool saveOutbox(const OutboxRecord& record);
    bool removeOutbox(const QString& clientMsgId);

    // Marks it as opened now, and makes room: events of the longest unopened go, unless a draft or an
    // unsent reply needs them.
    bool saveOpened(const QString& conversationId, WallTime at);

    bool forgetEvents(const QString& conversationId);
    bool wipe(); // everything, overwritten

private:
    [[nodiscard]] bool openFile(const QString& path);
    void closeFile();
    [[nodiscard]] bool migrate();
    [[nodiscard]] bool run(const QString& sql, const QVariantList& values = {});
    template <class Body>
    [[nodiscard]] bool inTransaction(Body body);

    QString m_connection;
    QSqlDatabase m_database;
    bool m_open = false;
};

} // namespace tandem::console
