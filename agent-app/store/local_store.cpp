#include "agent-app/store/local_store.hpp"

#include "shared/protocol/codec.hpp"
#include "shared/protocol/messages.hpp"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <atomic>

namespace tandem::console {

namespace {

Q_LOGGING_CATEGORY(lcStore, "tandem.console.store", QtWarningMsg)

constexpr const char* schema[] = {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE conversation(conversation_id TEXT PRIMARY KEY, summary TEXT, seen_seq INTEGER NOT NULL "
    "DEFAULT 0,"
    " opened_at INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE event(conversation_id TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,"
    " PRIMARY KEY(conversation_id, seq)) WITHOUT ROWID",
    "CREATE TABLE draft(conversation_id TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE outbox(position INTEGER PRIMARY KEY AUTOINCREMENT, client_msg_id TEXT NOT NULL UNIQUE,"
    " conversation_id TEXT NOT NULL, text TEXT NOT NULL, is_note INTEGER NOT NULL, owner_epoch INTEGER NOT "
    "NULL,"
    " created_at INTEGER NOT NULL, state INTEGER NOT NULL, reason TEXT NOT NULL)",
};

QString toQ(const std::string& text) { return QString::fromStdString(text); }
QString literal(const char* sql) { return QString::fromLatin1(sql); }

// SQLite's integers are signed; seqs and epochs never come near the limit.
qlonglong toSigned(std::uint64_t value) { return static_cast<qlonglong>(value); }
std::uint64_t toUnsigned(const QVariant& value) { return static_cast<std::uint64_t>(value.toLongLong()); }

// A row of the list is kept as the message that would bring it, so that one codec serves both.
QString encodeRow(const protocol::ConversationSummary& row)
{
    return toQ(protocol::encode(protocol::ServerMessage(protocol::QueueChanged{.upserted = {row}})));
}

void decodeRow(const QString& text, std::vector<protocol::ConversationSummary>& out)
{
    const auto message = protocol::decode_server(text.toStdString());
    if (!message) return;
    if (const auto* changed = std::get_if<protocol::QueueChanged>(&*message)) {
        out.insert(out.end(), changed->upserted.begin(), changed->upserted.end());
    }
}

} // namespace

LocalStore::LocalStore(const QString& path)
{
    static std::atomic<int> counter = 0;
    m_connection = QStringLiteral("tandem-store-%1").arg(++counter);

    // Made before SQLite makes it, so that it is never readable by others; its journal inherits the
    // permissions.
    const QFileInfo file(path);
    QDir().mkpath(file.absolutePath());
    QFile::setPermissions(file.absolutePath(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QFile handle(path);
    if (!handle.open(QIODevice::ReadWrite)) {
        qCWarning(lcStore) << "no local copy:" << handle.errorString();
        return;
    }
    handle.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    handle.close();

    m_open = openFile(path);
    if (m_open) return;
    const QString aside = path + QStringLiteral(".unreadable");
    qCWarning(lcStore) << "the local copy cannot be read and is set aside";
    closeFile();
    QFile::remove(aside);
    if (!QFile::rename(path, aside)) return;
    QFile::remove(path + QStringLiteral("-wal"));
    QFile::remove(path + QStringLiteral("-shm"));
    m_open = openFile(path);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
}

LocalStore::~LocalStore() { closeFile(); }

void LocalStore::closeFile()
{
    if (!m_database.isValid()) return;
    m_database.close();
    m_database = {}; // the last handle, or the connection would count as in use
    QSqlDatabase::removeDatabase(m_connection);
}

bool LocalStore::openFile(const QString& path)
{
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    m_database.setDatabaseName(path);
    if (!m_database.open()) return false;
    // An unsent reply must survive a power cut, and the volume is one person's typing: FULL.
    return run(literal("PRAGMA journal_mode=WAL")) && run(literal("PRAGMA synchronous=FULL")) &&
           run(literal("PRAGMA secure_delete=ON")) && run(literal("PRAGMA busy_timeout=2000")) && migrate();
}

bool LocalStore::migrate()
{
    QSqlQuery query(m_database);
    if (!query.exec(literal("PRAGMA user_version")) || !query.next()) return false;
    const int version = query.value(0).toInt();
    query.finish();
    if (version == schemaVersion) return true;
    if (version != 0) return false;
    return inTransaction([&] {
        for (const char* statement : schema) {
            if (!run(literal(statement))) return false;
        }
        return run(QStringLiteral("PRAGMA user_version=%1").arg(schemaVersion));
    });
}

bool LocalStore::run(const QString& sql, const QVariantList& values)
{
    QSqlQuery query(m_database);
    if (!query.prepare(sql)) return false;
    for (const auto& value : values)
        query.addBindValue(value);
    if (query.exec()) return true;
    qCWarning(lcStore) << "local copy:" << query.lastError().nativeErrorCode();
    return false;
}

template <class Body>
bool LocalStore::inTransaction(Body body)
{
    if (!m_database.transaction()) return false;
    if (body() && m_database.commit()) return true;
    m_database.rollback();
    return false;
}

// ---- reading

StoredSession LocalStore::session()
{
    StoredSession session;
    QSqlQuery query(m_database);
    if (!m_open || !query.exec(literal("SELECT key, value FROM meta"))) return session;
    while (query.next()) {
        const QString key = query.value(0).toString();
        const QString value = query.value(1).toString();
        if (key == QLatin1String("token"))
            session.token = value.toStdString();
        else if (key == QLatin1String("agent_id"))
            session.agentId = value;
        else if (key == QLatin1String("agent_name"))
            session.agentName = value;
        else if (key == QLatin1String("role")) {
            session.role = protocol::role_from(value.toStdString()).value_or(protocol::Role::unknown);
        }
    }
    return session;
}

StoredDesk LocalStore::desk()
{
    StoredDesk desk;
    if (!m_open) return desk;
    desk.session = session();

    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    (void)query.exec(literal("SELECT conversation_id, seen_seq, summary FROM conversation"));
    while (query.next()) {
        if (const Seq seen = toUnsigned(query.value(1)); seen > 0)
            desk.seen.insert(query.value(0).toString(), seen);
        if (!query.value(2).isNull()) decodeRow(query.value(2).toString(), desk.rows);
    }
    (void)query.exec(literal("SELECT conversation_id, text FROM draft"));
    while (query.next())
        desk.drafts.insert(query.value(0).toString(), query.value(1).toString());

    (void)query.exec(literal(
        "SELECT client_msg_id, conversation_id, text, is_note, owner_epoch, created_at, state, reason"
        " FROM outbox ORDER BY position"
    ));
    while (query.next()) {
        desk.outbox.push_back(
            {query.value(0).toString(),
             query.value(1).toString(),
             query.value(2).toString(),
             query.value(3).toBool(),
             toUnsigned(query.value(4)),
             query.value(5).toLongLong(),
             static_cast<OutboxRecord::State>(query.value(6).toInt()),
             query.value(7).toString()}
        );
    }
    return desk;
}

std::vector<protocol::Event> LocalStore::conversation(const QString& conversationId)
{
    std::vector<protocol::Event> events;
    if (!m_open) return events;
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(literal("SELECT body FROM event WHERE conversation_id = ? ORDER BY seq"));
    query.addBindValue(conversationId);
    (void)query.exec();
    while (query.next()) {
        auto event = protocol::decode_event(query.value(0).toString().toStdString());
        // What cannot be read, and all after it, is asked of the server again.
        if (!event || event->seq != events.size() + 1) break;
        events.push_back(std::move(*event));
    }
    return events;
}

// ---- writing

bool LocalStore::saveSession(const StoredSession& session)
{
    if (!m_open) return false;
    const std::pair<const char*, QString> values[] = {
        {"token", toQ(session.token)},
        {"agent_id", session.agentId},
        {"agent_name", session.agentName},
        {"role", toQ(std::string(protocol::name_of(session.role)))},
    };
    return inTransaction([&] {
        for (const auto& [key, value] : values) {
            // A null string would be SQL's NULL.
            const QString text = value.isNull() ? QStringLiteral("") : value;
            if (!run(
                    literal("REPLACE INTO meta(key, value) VALUES(?, ?)"), {QString::fromLatin1(key), text}
                ))
                return false;
        }
        return true;
    });
}

bool LocalStore::saveRows(
    const std::vector<protocol::ConversationSummary>& upserted, const std::vector<QString>& removed
)
{
    if (!m_open) return false;
    return inTransaction([&] {
        for (const auto& row : upserted) {
            if (!run(
                    literal("INSERT INTO conversation(conversation_id, summary) VALUES(?, ?)"
                            " ON CONFLICT(conversation_id) DO UPDATE SET summary = excluded.summary"),
                    {toQ(row.conversation_id.value), encodeRow(row)}
                ))
                return false;
        }
        for (const auto& id : removed) {
            if (!run(literal("UPDATE conversation SET summary = NULL WHERE conversation_id = ?"), {id}))
                return false;
        }
        return removed.empty() ||
               run(literal("DELETE FROM conversation WHERE summary IS NULL AND opened_at = 0"));
    });
}

bool LocalStore::saveEvents(const std::vector<protocol::Event>& events)
{
    if (!m_open) return false;
    return inTransaction([&] {
        QSqlQuery query(m_database);
        if (!query.prepare(literal("INSERT OR IGNORE INTO event(conversation_id, seq, body) VALUES(?, ?, ?)"
            )))
            return false;
        for (const auto& event : events) {
            query.addBindValue(toQ(event.conversation_id.value));
            query.addBindValue(toSigned(event.seq));
            query.addBindValue(toQ(protocol::encode_event(event)));
            if (!query.exec()) return false;
        }
        return true;
    });
}

bool LocalStore::saveSeen(const QString& conversationId, Seq seq)
{
    return m_open &&
           run(literal("INSERT INTO conversation(conversation_id, seen_seq) VALUES(?, ?)"
                       " ON CONFLICT(conversation_id) DO UPDATE SET seen_seq = excluded.seen_seq"),
               {conversationId, toSigned(seq)});
}

bool LocalStore::saveDraft(const QString& conversationId, const QString& text)
{
    if (!m_open) return false;
    if (text.isEmpty())
        return run(literal("DELETE FROM draft WHERE conversation_id = ?"), {conversationId});
    return run(literal("REPLACE INTO draft(conversation_id, text) VALUES(?, ?)"), {conversationId, text});
}

bool LocalStore::saveOutbox(const OutboxRecord& record)
{
    const QString reason = record.reason.isNull() ? QStringLiteral("") : record.reason;
    return m_open &&
           run(literal(
                   "INSERT INTO outbox(client_msg_id, conversation_id, text, is_note, owner_epoch, "
                   "created_at,"
                   " state, reason) VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(client_msg_id) DO UPDATE SET"
                   " owner_epoch = excluded.owner_epoch, created_at = excluded.created_at, state = "
                   "excluded.state, reason = excluded.reason"
               ),
               {record.clientMsgId,
                record.conversationId,
                record.text,
                record.isNote,
                toSigned(record.ownerEpoch),
                static_cast<qlonglong>(record.createdAt),
                static_cast<int>(record.state),
                reason});
}

bool LocalStore::removeOutbox(const QString& clientMsgId)
{
    return m_open && run(literal("DELETE FROM outbox WHERE client_msg_id = ?"), {clientMsgId});
}

bool LocalStore::saveOpened(const QString& conversationId, WallTime at)
{
    if (!m_open) return false;
    const char* old = "SELECT conversation_id FROM conversation WHERE opened_at > 0"
                      " AND conversation_id NOT IN (SELECT conversation_id FROM draft)"
                      " AND conversation_id NOT IN (SELECT conversation_id FROM outbox)"
                      " ORDER BY opened_at DESC LIMIT -1 OFFSET ?";
    return inTransaction([&] {
        return run(literal("INSERT INTO conversation(conversation_id, opened_at) VALUES(?, ?)"
                           " ON CONFLICT(conversation_id) DO UPDATE SET opened_at = excluded.opened_at"),
                   {conversationId, static_cast<qlonglong>(at)}) &&
               run(QStringLiteral("DELETE FROM event WHERE conversation_id IN (%1)").arg(literal(old)),
                   {keptConversations}) &&
               run(QStringLiteral("UPDATE conversation SET opened_at = 0 WHERE conversation_id IN (%1)")
                       .arg(literal(old)),
                   {keptConversations}) &&
               run(literal("DELETE FROM conversation WHERE summary IS NULL AND opened_at = 0"));
    });
}

bool LocalStore::forgetEvents(const QString& conversationId)
{
    return m_open && run(literal("DELETE FROM event WHERE conversation_id = ?"), {conversationId});
}

bool LocalStore::wipe()
{
    if (!m_open) return false;
    const bool emptied = inTransaction([&] {
        for (const char* table : {"meta", "conversation", "event", "draft", "outbox"}) {
            if (!run(QStringLiteral("DELETE FROM %1").arg(literal(table)))) return false;
        }
        return true;
    });
    return emptied && run(literal("VACUUM")) && run(literal("PRAGMA wal_checkpoint(TRUNCATE)"));
}

} // namespace tandem::console
