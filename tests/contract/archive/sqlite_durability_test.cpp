// What SQLite's file must survive: another process, a slow disk, a broken disk, a full disk, a killed
// process.

#include "backend/storage/sqlite/sqlite_store.hpp"

#include "backend/storage/verify.hpp"
#include "tests/contract/archive/child.hpp"
#include "tests/contract/archive/drafts.hpp"
#include "tests/contract/await.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <csignal>
#include <set>
#include <sys/resource.h>
#include <sys/stat.h>

namespace tandem::test {

// While it lives, no file of this process can grow over `bytes`.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

class SqliteDurabilityTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> folder_;
    QString file_;

    std::unique_ptr<Store> open() const { return create_sqlite_store({.file = file_.toStdString()}); }

    QString complaint() const
    {
        try {
            (void)open();
        } catch (const std::runtime_error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

    static std::vector<Event> log_of(Store& store, const std::string& id)
    {
        return await(store.archive().read(ConversationId(id), 0, 1'000'000)).value();
    }

private slots:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        file_ = folder_->filePath("archive.db");
    }

    void a_second_user_of_the_file_is_refused_until_the_first_is_gone()
    {
        auto store = open();
        QVERIFY(complaint().contains("Another process is using"));
        store->stop();
        QVERIFY(complaint().contains("Another process is using"));
        store.reset();
        QCOMPARE(complaint(), QString());
    }

    void a_second_process_is_refused_with_a_sentence()
    {
        const auto store = open();
        Child child(file_);
        QVERIFY(child.complaint().contains("Another process is using"));
        QCOMPARE(child.exit_code(), 1);
        QVERIFY(await(store->archive().create(creation("cnv_a"))).has_value());
    }

    void an_operators_command_works_beside_the_process_that_has_the_file()
    {
        const auto store = open();
        QVERIFY(await(store->archive().create(creation("cnv_a"))).has_value());
        {
            const auto beside = create_sqlite_store({.file = file_.toStdString(), .exclusive = false});
            QVERIFY(await(beside->directory().add_agent({.agent_id = AgentId("agt_1"), .login = "grace"}))
                        .has_value());
            QCOMPARE(await(beside->archive().load(ConversationId("cnv_a"))).value().last_seq, Seq{2});
        }
        QVERIFY(await(store->directory().agent_by_login("grace")).has_value());
        QVERIFY(await(store->archive().append(append_to("cnv_a", {says(customer_actor, "m")}))).has_value()
        );
    }

    void the_file_is_for_its_owner_only()
    {
        const auto store = open();
        QVERIFY(await(store->archive().create(creation("cnv_a"))).has_value());
        for (const auto& name : {"archive.db", "archive.db-wal", "archive.db-shm", "archive.db.lock"}) {
            struct stat info = {};
            QCOMPARE(::stat(folder_->filePath(name).toUtf8().constData(), &info), 0);
            QCOMPARE(info.st_mode & 0777U, 0600U);
        }
    }

    void what_is_no_database_is_refused_with_the_way_out()
    {
        QFile file(file_);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8'192, 'x'));
        file.close();
        QVERIFY(complaint().contains("backup"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray(8'192, 'x'));
    }

    void a_folder_that_is_not_there_is_named()
    {
        file_ = folder_->filePath("missing/archive.db");
        QVERIFY(complaint().contains("missing/archive.db"));
    }

    void no_answer_comes_before_the_disk_has_it()
    {
        Child child(file_, {{"LD_PRELOAD", SLOW_FSYNC}, {"TANDEM_FSYNC_DELAY_MS", "500"}});
        QCOMPARE(child.line(), QString("ready"));
        for (int i = 0; i < 6; ++i) {
            const auto words = child.line().split(' ');
            QCOMPARE(words.value(0), QString("acked"));
            QVERIFY2(words.value(2).toLongLong() >= 450'000, qPrintable(words.value(2)));
        }
    }

    void a_commit_that_fails_is_answered_unavailable_and_the_store_goes_on()
    {
        const auto broken = folder_->filePath("broken");
        Child child(file_, {{"LD_PRELOAD", SLOW_FSYNC}, {"TANDEM_FSYNC_FAIL_WHILE", broken}});
        QCOMPARE(child.line(), QString("ready"));
        QVERIFY(child.line().startsWith("acked"));

        std::set<std::string> acked;
        const auto note = [&](const QString& line) {
            if (line.startsWith("acked")) acked.insert(line.section(' ', 3).toStdString());
        };
        QFile flag(broken);
        QVERIFY(flag.open(QIODevice::WriteOnly));
        int failures = 0;
        while (failures < 20) {
            const auto line = child.line();
            QVERIFY(!line.isEmpty());
            note(line);
            if (line == "failed unavailable") ++failures;
        }
        QVERIFY(flag.remove());
        for (const auto before = acked.size(); acked.size() < before + 20;) {
            const auto line = child.line();
            QVERIFY(!line.isEmpty());
            note(line);
        }
        child.kill();
        const auto store = open();
        for (const auto& event : log_of(*store, "cnv_child")) {
            if (event.client_msg_id) acked.erase(event.client_msg_id->value);
        }
        QVERIFY(acked.empty());
    }

    void a_full_disk_refuses_writes_keeps_reads_and_recovers()
    {
        const auto store = open();
        QVERIFY(await(store->archive().create(creation("cnv_a"))).has_value());
        std::set<std::string> acked;
        const std::string long_text(4'000, 'x');
        const auto send = [&](int number) {
            const auto id = "id" + std::to_string(number);
            auto result =
                await(store->archive().append(append_to("cnv_a", {says(customer_actor, long_text, id)})));
            if (result) acked.insert(id);
            return result;
        };
        int number = 0;
        {
            const FileSizeLimit limit(2'000'000);
            Result<Appended> result;
            while ((result = send(number))) {
                QVERIFY(++number < 1'000);
            }
            QCOMPARE(result.error().code, Errc::unavailable);
            QVERIFY(number > 10);
            QCOMPARE(send(number).error().code, Errc::unavailable);
            QVERIFY(log_of(*store, "cnv_a").size() >= acked.size());
        }
        for (const int end = number + 20; number < end; ++number)
            QVERIFY(send(number).has_value());

        const auto log = log_of(*store, "cnv_a");
        const auto record = await(store->archive().load(ConversationId("cnv_a"))).value();
        QVERIFY(verify(record, log).empty());
        QCOMPARE(log.size(), acked.size() + 2);
    }

    void one_append_that_cannot_be_stored_takes_nobody_with_it()
    {
        const auto store = open();
        QVERIFY(await(store->archive().create(creation("cnv_a"))).has_value());
        QVERIFY(await(store->archive().create(creation("cnv_b"))).has_value());
        SQLite::Database(file_.toStdString(), SQLite::OPEN_READWRITE)
            .exec("CREATE TRIGGER poison BEFORE INSERT ON event WHEN NEW.data LIKE '%poison%' "
                  "BEGIN SELECT raise(ABORT, 'refused by the test'); END");
        std::vector<Task<Result<Appended>>> together;
        for (int i = 0; i < 10; ++i) {
            together.push_back(store->archive().append(append_to("cnv_b", {says(customer_actor, "m")})));
            if (i == 5) {
                together.push_back(store->archive().append(
                    append_to("cnv_a", {says(bot_actor, "so"), says(bot_actor, "poison")})
                ));
            }
        }
        int internal = 0;
        for (const auto& result : await_all(std::move(together))) {
            if (!result && result.error().code == Errc::internal)
                ++internal;
            else
                QVERIFY(result.has_value());
        }
        QCOMPARE(internal, 1);
        QCOMPARE(log_of(*store, "cnv_a").size(), 2UL);
        QCOMPARE(log_of(*store, "cnv_b").size(), 12UL);
    }

    void a_killed_process_loses_nothing_it_acknowledged()
    {
        std::set<std::string> acked;
        const auto note = [&](const QString& line) {
            if (line.startsWith("acked")) acked.insert(line.section(' ', 3).toStdString());
        };
        for (int round = 0; round < 20; ++round) {
            Child child(file_);
            QCOMPARE(child.line(), QString("ready"));
            for (int i = 0; i <= round % 4; ++i)
                note(child.line());
            // A different moment each time, in the middle of whatever it does.
            QTest::qWait(round * 7 % 20);
            for (const auto& line : child.kill())
                note(line);
        }
        QVERIFY(acked.size() > 20);

        const auto store = open();
        const auto log = log_of(*store, "cnv_child");
        const auto record = await(store->archive().load(ConversationId("cnv_child"))).value();
        QVERIFY(verify(record, log).empty());
        for (const auto& event : log) {
            if (event.client_msg_id) acked.erase(event.client_msg_id->value);
        }
        QVERIFY(acked.empty());
    }
};

} // namespace tandem::test

QTEST_GUILESS_MAIN(tandem::test::SqliteDurabilityTest)
#include "sqlite_durability_test.moc"
