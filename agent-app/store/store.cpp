#include "agent-app/store/store.hpp"

#include "agent-app/store/local_store.hpp"

#include <QCryptographicHash>
#include <QPointer>
#include <QStandardPaths>

namespace tandem::console {

Store::Store(const QString& path, RunOn runOn)
{
    const auto open = [this, path] {
        m_local = std::make_unique<LocalStore>(path);
        m_usable = m_local->isOpen();
        m_session = m_local->session();
    };
    if (runOn == RunOn::CallingThread) {
        open();
        return;
    }
    m_thread.setObjectName(QStringLiteral("store"));
    m_worker = new QObject;
    m_worker->moveToThread(&m_thread);
    m_thread.start();
    // The only wait: opening a file takes a few milliseconds, and the sign-in needs to know the session.
    QMetaObject::invokeMethod(m_worker, open, Qt::BlockingQueuedConnection);
}

Store::~Store()
{
    if (m_worker == nullptr) return;
    // Behind everything that was asked before: the file is closed on the thread that opened it.
    QMetaObject::invokeMethod(m_worker, [this] { m_local.reset(); }, Qt::BlockingQueuedConnection);
    m_worker->deleteLater();
    m_thread.quit();
    m_thread.wait();
}

QString Store::pathFor(const QUrl& server, const QString& login)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    const QByteArray key = (server.toString(QUrl::RemoveUserInfo) + QLatin1Char('\n') + login).toUtf8();
    const QByteArray name = QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex().left(24);
    return folder + QStringLiteral("/copies/") + QString::fromLatin1(name) + QStringLiteral(".db");
}

// Runs `job` on the store's thread and `done` with its result here.
template <class Job, class Done>
void Store::run(Job job, QObject* context, Done done)
{
    if (m_worker == nullptr) {
        auto result = job(*m_local);
        done(result);
        return;
    }
    ++m_unfinished;
    QMetaObject::invokeMethod(
        m_worker,
        [this, job = std::move(job), context = QPointer<QObject>(context), done = std::move(done)](
        ) mutable {
            auto result = job(*m_local);
            QMetaObject::invokeMethod(
                this,
                [this, context, done = std::move(done), result = std::move(result)] {
                    --m_unfinished;
                    if (context) done(result);
                },
                Qt::QueuedConnection
            );
        },
        Qt::QueuedConnection
    );
}

template <class Job>
void Store::write(Job job)
{
    run(std::move(job), this, [this](bool ok) { m_usable = ok; });
}

void Store::loadDesk(QObject* context, std::function<void(const StoredDesk&)> done)
{
    run([](LocalStore& local) { return local.desk(); }, context, std::move(done));
}

void Store::loadConversation(
    const QString& conversationId,
    QObject* context,
    std::function<void(const std::vector<protocol::Event>&)> done
)
{
    run([conversationId](LocalStore& local) { return local.conversation(conversationId); },
        context,
        std::move(done));
}

void Store::saveSession(const StoredSession& session)
{
    m_session = session;
    write([session](LocalStore& local) { return local.saveSession(session); });
}

void Store::saveRows(std::vector<protocol::ConversationSummary> upserted, std::vector<QString> removed)
{
    if (isBehind()) return;
    write([upserted = std::move(upserted), removed = std::move(removed)](LocalStore& local) {
        return local.saveRows(upserted, removed);
    });
}

void Store::saveEvents(std::vector<protocol::Event> events)
{
    if (isBehind()) return;
    write([events = std::move(events)](LocalStore& local) { return local.saveEvents(events); });
}

void Store::saveSeen(const QString& conversationId, Seq seq)
{
    write([conversationId, seq](LocalStore& local) { return local.saveSeen(conversationId, seq); });
}

void Store::saveDraft(const QString& conversationId, const QString& text)
{
    write([conversationId, text](LocalStore& local) { return local.saveDraft(conversationId, text); });
}

void Store::saveOpened(const QString& conversationId, WallTime at)
{
    write([conversationId, at](LocalStore& local) { return local.saveOpened(conversationId, at); });
}

void Store::forgetEvents(const QString& conversationId)
{
    write([conversationId](LocalStore& local) { return local.forgetEvents(conversationId); });
}

void Store::saveOutbox(const OutboxRecord& record, QObject* context, std::function<void()> done)
{
    run([record](LocalStore& local) { return local.saveOutbox(record); },
        context,
        [this, done = std::move(done)](bool ok) {
            m_usable = ok;
            done();
        });
}

void Store::removeOutbox(const QString& clientMsgId)
{
    write([clientMsgId](LocalStore& local) { return local.removeOutbox(clientMsgId); });
}

void Store::wipe()
{
    m_session = {};
    write([](LocalStore& local) { return local.wipe(); });
}

} // namespace tandem::console
