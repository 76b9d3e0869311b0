#include "agent-app/store/local_store.hpp"

#include "agent-app/store/store.hpp"
#include "tests/gui/console/make.hpp"

#include <QFile>
#include <QFileInfo>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace tandem;
using namespace tandem::console;
using namespace tandem::console::test;

namespace {

OutboxRecord reply(const char* id, const char* text = "hello")
{
    return {
        .clientMsgId = QString::fromLatin1(id),
        .conversationId = QStringLiteral("cnv_1"),
        .text = QString::fromUtf8(text),
        .ownerEpoch = 3,
        .createdAt = noon,
        .reason = QStringLiteral("")
    };
}

} // namespace

class LocalStoreTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    QString fresh() { return m_folder.filePath(QStringLiteral("copies/%1.db").arg(++m_files)); }

private Q_SLOTS:
    void everything_comes_back_as_it_was()
    {
        const QString path = fresh();
        const auto summary = waiting("cnv_2", noon);
        const auto noted = echo(logged(2, me, protocol::NoteAdded{"n\xC3\xB6tig"}, 4), "id9");
        {
            LocalStore store(path);
            QVERIFY(store.isOpen());
            QVERIFY(store.saveSession(
                {"tok", protocol::Role::supervisor, QStringLiteral("agt_me"), QStringLiteral("Dee")}
            ));
            QVERIFY(store.saveRows({summary}, {}));
            QVERIFY(store.saveEvents({said(1, customer, "hi"), noted}));
            QVERIFY(store.saveSeen(QStringLiteral("cnv_2"), 7));
            QVERIFY(store.saveDraft(QStringLiteral("cnv_1"), QStringLiteral("half a sent")));
            QVERIFY(store.saveOutbox(reply("b")));
            QVERIFY(store.saveOutbox(reply("a", "zweite")));
        }
        LocalStore store(path);
        const auto desk = store.desk();
        QCOMPARE(desk.session.token, std::string("tok"));
        QVERIFY(desk.session.role == protocol::Role::supervisor);
        QCOMPARE(desk.session.agentName, QStringLiteral("Dee"));
        QVERIFY(desk.rows == std::vector{summary});
        QCOMPARE(desk.seen.value(QStringLiteral("cnv_2")), Seq(7));
        QCOMPARE(desk.drafts.value(QStringLiteral("cnv_1")), QStringLiteral("half a sent"));
        QVERIFY((desk.outbox == std::vector{reply("b"), reply("a", "zweite")})); // as written, not by id
        QVERIFY((store.conversation(QStringLiteral("cnv_1")) == std::vector{said(1, customer, "hi"), noted})
        );
    }

    void only_the_owner_may_read_it()
    {
        const QString path = fresh();
        LocalStore store(path);
        store.saveDraft(QStringLiteral("c"), QStringLiteral("text"));
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        for (const QString& name :
             QStringList{path, path + QStringLiteral("-wal"), QFileInfo(path).absolutePath()}) {
            QVERIFY2(QFile::exists(name), qPrintable(name));
            QVERIFY2(!(QFile::permissions(name) & others), qPrintable(name));
        }
    }

    void events_come_only_up_to_a_gap()
    {
        LocalStore store(fresh());
        store.saveEvents({said(1, customer, "a"), said(2, customer, "b"), said(4, customer, "d")});
        QCOMPARE(store.conversation(QStringLiteral("cnv_1")).size(), 2u);
        store.saveEvents({said(2, customer, "never overwritten"), said(3, customer, "c")});
        const auto events = store.conversation(QStringLiteral("cnv_1"));
        QCOMPARE(events.size(), 4u);
        QVERIFY(events[1] == said(2, customer, "b"));
    }

    void an_entry_changes_in_place_and_goes()
    {
        LocalStore store(fresh());
        store.saveOutbox(reply("a"));
        store.saveOutbox(reply("b"));
        auto held = reply("a");
        held.state = OutboxRecord::State::Held;
        held.reason = QStringLiteral("moved on");
        store.saveOutbox(held);
        QVERIFY((store.desk().outbox == std::vector{held, reply("b")}));
        store.removeOutbox(QStringLiteral("a"));
        QVERIFY((store.desk().outbox == std::vector{reply("b")}));
    }

    void an_empty_draft_is_no_draft()
    {
        LocalStore store(fresh());
        store.saveDraft(QStringLiteral("c"), QStringLiteral("x"));
        store.saveDraft(QStringLiteral("c"), QString());
        QVERIFY(store.desk().drafts.isEmpty());
    }

    void removed_rows_go_and_opened_conversations_stay_readable()
    {
        LocalStore store(fresh());
        store.saveRows({row("cnv_1", ownedByMe), row("cnv_2", ownedByMe)}, {});
        store.saveOpened(QStringLiteral("cnv_1"), noon);
        store.saveEvents({said(1, customer, "hi")});
        store.saveRows({}, {QStringLiteral("cnv_1"), QStringLiteral("cnv_2")});
        QVERIFY(store.desk().rows.empty());
        QCOMPARE(store.conversation(QStringLiteral("cnv_1")).size(), 1u);
    }

    void the_longest_unopened_make_room_unless_something_is_unsent()
    {
        LocalStore store(fresh());
        const auto id = [](int i) { return QStringLiteral("c%1").arg(i); };
        const auto put = [&](int i) {
            auto e = said(1, customer, "x");
            e.conversation_id = ConversationId(id(i).toStdString());
            store.saveEvents({e});
            store.saveOpened(id(i), noon + i);
        };
        put(0);
        put(1);
        put(2);
        store.saveDraft(id(0), QStringLiteral("half"));
        auto unsent = reply("u");
        unsent.conversationId = id(1);
        store.saveOutbox(unsent);
        for (int i = 3; i <= LocalStore::keptConversations + 1; ++i)
            put(i);
        QCOMPARE(store.conversation(id(0)).size(), 1u);
        QCOMPARE(store.conversation(id(1)).size(), 1u);
        QCOMPARE(store.conversation(id(2)).size(), 1u); // still among the newest of those that may go
        put(LocalStore::keptConversations + 2);
        QCOMPARE(store.conversation(id(2)).size(), 0u);
        QCOMPARE(store.conversation(id(3)).size(), 1u);
    }

    void wiping_leaves_no_byte_of_it()
    {
        const QString path = fresh();
        const QByteArray canary("canary-4711");
        {
            LocalStore store(path);
            store.saveDraft(QStringLiteral("c"), QString::fromLatin1(canary));
            store.saveEvents({said(1, customer, canary.toStdString())});
            store.saveSession({canary.toStdString(), protocol::Role::agent, {}, {}});
            QVERIFY(store.wipe());
            QVERIFY(store.session().token.empty());
        }
        for (const char* suffix : {"", "-wal"}) {
            QFile file(path + QLatin1String(suffix));
            if (file.open(QIODevice::ReadOnly)) QVERIFY2(!file.readAll().contains(canary), suffix);
        }
    }

    void an_unreadable_file_is_set_aside()
    {
        const QString path = fresh();
        QFileInfo(path).absoluteDir().mkpath(QStringLiteral("."));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        LocalStore store(path);
        QVERIFY(store.isOpen());
        QVERIFY(store.saveDraft(QStringLiteral("c"), QStringLiteral("works")));
        QVERIFY(QFile::exists(path + QStringLiteral(".unreadable")));
    }

    void a_newer_file_is_set_aside_not_broken()
    {
        const QString path = fresh();
        {
            LocalStore store(path);
        }
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("newer"));
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QSqlQuery(database).exec(QStringLiteral("PRAGMA user_version=99"));
            database.close();
        }
        QSqlDatabase::removeDatabase(QStringLiteral("newer"));
        LocalStore store(path);
        QVERIFY(store.isOpen());
        QVERIFY(QFile::exists(path + QStringLiteral(".unreadable")));
    }

    void no_place_to_write_means_no_copy_and_no_crash()
    {
        LocalStore store(QStringLiteral("/proc/nowhere/copy.db"));
        QVERIFY(!store.isOpen());
        QVERIFY(!store.saveDraft(QStringLiteral("c"), QStringLiteral("x")));
        QVERIFY(store.desk().drafts.isEmpty());
        QVERIFY(!store.wipe());
    }

    void on_its_own_thread_answers_come_here_in_order()
    {
        Store store(fresh());
        QVERIFY(store.isUsable());
        QStringList heard;
        store.saveDraft(QStringLiteral("c"), QStringLiteral("text"));
        store.saveOutbox(reply("a"), this, [&] { heard << QStringLiteral("stored"); });
        store.loadDesk(this, [&](const StoredDesk& desk) {
            QCOMPARE(QThread::currentThread(), thread());
            heard << desk.drafts.value(QStringLiteral("c")) << QString::number(desk.outbox.size());
        });
        {
            QObject gone;
            store.loadDesk(&gone, [&](const StoredDesk&) { heard << QStringLiteral("never"); });
        }
        QTRY_COMPARE(
            heard, (QStringList{QStringLiteral("stored"), QStringLiteral("text"), QStringLiteral("1")})
        );
        store.loadConversation(QStringLiteral("none"), this, [&](const auto&) {
            heard << QStringLiteral("end");
        });
        QTRY_COMPARE(heard.last(), QStringLiteral("end"));
        QVERIFY(!heard.contains(QStringLiteral("never")));
    }

    void what_was_asked_is_finished_before_the_end()
    {
        const QString path = fresh();
        {
            Store store(path);
            for (int i = 0; i < 100; ++i)
                store.saveDraft(QStringLiteral("c%1").arg(i), QStringLiteral("x"));
        }
        QCOMPARE(LocalStore(path).desk().drafts.size(), 100);
    }

    void each_agent_and_server_has_a_file_of_its_own()
    {
        QStandardPaths::setTestModeEnabled(true);
        const QUrl one(QStringLiteral("ws://one"));
        const QUrl two(QStringLiteral("ws://two"));
        const auto a = QStringLiteral("a");
        QVERIFY(Store::pathFor(one, a) != Store::pathFor(two, a));
        QVERIFY(Store::pathFor(one, a) != Store::pathFor(one, QStringLiteral("b")));
        QCOMPARE(Store::pathFor(one, a), Store::pathFor(one, a));
    }
};

QTEST_GUILESS_MAIN(LocalStoreTest)
#include "local_store_test.moc"
