#pragma once

#include "agent-app/store/records.hpp"

#include <QObject>
#include <QThread>
#include <QUrl>

#include <functional>
#include <memory>

namespace tandem::console {

class LocalStore;

// The local copy as the desk uses it: nothing blocks, what was asked first is done first, answers come on
// the calling thread and only while `context` lives. Failures are logged and show as isUsable().
class Store final : public QObject
{
    Q_OBJECT

public:
    enum class RunOn {
        OwnThread,
        CallingThread, // answers come before the call returns; for tests
    };

    // Beyond this many unfinished writes the copy of events and rows is skipped: it can be had again from
    // the server. Drafts and the outbox never are.
    static constexpr int maxUnfinished = 500;

    explicit Store(const QString& path, RunOn runOn = RunOn::OwnThread);
    ~Store() override; // finishes what was asked

    // The file for an agent at a server, in the application's data folder.
    [[nodiscard]] static QString pathFor(const QUrl& server, const QString& login);

    [[nodiscard]] bool isUsable() const noexcept { return m_usable; }

    // As it was when the store was opened, or as saved since.
    [[nodiscard]] const StoredSession& session() const noexcept { return m_session; }

    void loadDesk(QObject* context, std::function<void(const StoredDesk&)> done);
    void loadConversation(
        const QString& conversationId,
        QObject* context,
        std::function<void(const std::vector<protocol::Event>&)> done
    );

    void saveSession(const StoredSession& session);
    void saveRows(std::vector<protocol::ConversationSummary> upserted, std::vector<QString> removed);
    void saveEvents(std::vector<protocol::Event> events);
    void saveSeen(const QString& conversationId, Seq seq);
    void saveDraft(const QString& conversationId, const QString& text);
    void saveOpened(const QString& conversationId, WallTime at);
    void forgetEvents(const QString& conversationId);
    void removeOutbox(const QString& clientMsgId);
    void wipe();

    // `done` once it is on disk, or known not to get there.
    void saveOutbox(const OutboxRecord& record, QObject* context, std::function<void()> done);

private:
    template <class Job, class Done>
    void run(Job job, QObject* context, Done done);
    template <class Job>
    void write(Job job);
    [[nodiscard]] bool isBehind() const noexcept { return m_unfinished > maxUnfinished; }

    QThread m_thread;
    QObject* m_worker = nullptr; // lives on m_thread; null when on the calling thread
    std::unique_ptr<LocalStore> m_local;
    StoredSession m_session;
    bool m_usable = false;
    int m_unfinished = 0;
};

} // namespace tandem::console
