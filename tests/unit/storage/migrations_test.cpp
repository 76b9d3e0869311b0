#include "backend/storage/sqlite/migrations.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <vector>

using namespace tandem::storage::sqlite;
using tandem::storage::Migration;

namespace {

const std::vector<Migration> first{{1, "0001_a", "CREATE TABLE a (x)"}};
const std::vector<Migration> both{
    {1, "0001_a", "CREATE TABLE a (x)"}, {2, "0002_b", "ALTER TABLE a ADD y; INSERT INTO a VALUES (1, 2)"}
};
const std::vector<Migration> broken{
    {1, "0001_a", "CREATE TABLE a (x)"}, {2, "0002_b", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"}
};

} // namespace

class MigrationsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder_;
    std::filesystem::path file_;

    SQLite::Database open() const { return {file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}; }

    static int version(SQLite::Database& database)
    {
        return database.execAndGet("SELECT max(version) FROM schema_version").getInt();
    }

    // What migrate() complains about, empty when it does not.
    QString complaint(SQLite::Database& database, const std::vector<Migration>& migrations) const
    {
        try {
            migrate(database, file_, migrations);
        } catch (const std::runtime_error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

private slots:
    void init()
    {
        folder_ = std::make_unique<QTemporaryDir>();
        file_ = folder_->filePath("archive.db").toStdString();
    }

    void the_embedded_ones_are_numbered_from_one()
    {
        const auto migrations = embedded_migrations();
        QVERIFY(!migrations.empty());
        for (std::size_t i = 0; i < migrations.size(); ++i)
            QCOMPARE(migrations[i].version, int(i) + 1);
    }

    void an_empty_file_gets_all_and_no_copy()
    {
        auto database = open();
        migrate(database, file_, both);
        QCOMPARE(version(database), 2);
        QCOMPARE(database.execAndGet("SELECT y FROM a").getInt(), 2);
        QVERIFY(!std::filesystem::exists(file_.string() + ".before-v2"));
    }

    void an_older_file_gets_what_is_missing_after_a_copy_was_made()
    {
        auto database = open();
        migrate(database, file_, first);
        database.exec("INSERT INTO a VALUES (7)");
        migrate(database, file_, both);
        QCOMPARE(version(database), 2);
        SQLite::Database copy(file_.string() + ".before-v2");
        QCOMPARE(copy.execAndGet("SELECT x FROM a").getInt(), 7);
        QCOMPARE(version(copy), 1);
    }

    void a_file_of_today_is_left_alone()
    {
        auto database = open();
        migrate(database, file_, both);
        migrate(database, file_, both);
        QCOMPARE(database.execAndGet("SELECT count(*) FROM a").getInt(), 1);
    }

    void a_step_that_fails_leaves_the_file_as_it_was_and_can_be_tried_again()
    {
        auto database = open();
        migrate(database, file_, first);
        QVERIFY(complaint(database, broken).contains("from schema 1 to 2"));
        QCOMPARE(version(database), 1);
        QVERIFY(!database.tableExists("b"));
        QCOMPARE(complaint(database, both), QString());
        QCOMPARE(version(database), 2);
    }

    void a_newer_file_is_refused()
    {
        auto database = open();
        migrate(database, file_, both);
        QVERIFY(complaint(database, first).contains("newer version"));
    }

    void another_programs_file_is_refused()
    {
        auto database = open();
        database.exec("CREATE TABLE bookmarks (url)");
        QVERIFY(complaint(database, first).contains("another program"));
        QVERIFY(!database.tableExists("a"));
    }
};

QTEST_GUILESS_MAIN(MigrationsTest)
#include "migrations_test.moc"
