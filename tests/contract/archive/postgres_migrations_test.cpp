// First, because moc 6.4 cannot read a file that begins with <chrono>.
#include <QtTest>

#include "backend/storage/postgres/connection.hpp"
#include "backend/storage/postgres/migrations.hpp"
#include "tests/support/postgres/cluster.hpp"

#include <thread>
#include <vector>

using namespace tandem::storage::postgres;
using tandem::storage::Migration;
using tandem::testing::PostgresCluster;

namespace {

constexpr const char* make_a = "CREATE TABLE a (x integer)";
const Migration step_1{1, "0001_a", make_a};
const std::vector<Migration> first{step_1};
const std::vector<Migration> both{
    step_1, {2, "0002_b", "ALTER TABLE a ADD y integer; INSERT INTO a VALUES (1, 2)"}
};
const std::vector<Migration> expanded{step_1, {2, "0002_b", "ALTER TABLE a ADD y integer", 1}};
const std::vector<Migration> broken{
    step_1, {2, "0002_b", "CREATE TABLE b (x integer); INSERT INTO nowhere VALUES (1)"}
};
const std::vector<Migration> slow{step_1, {2, "0002_b", "SELECT pg_sleep(1); INSERT INTO a VALUES (1)"}};

} // namespace

class PostgresMigrationsTest : public QObject
{
    Q_OBJECT

    std::string url_;
    Watchdog watchdog_;

    QString sql(const QString& statement) { return PostgresCluster::shared().sql(url_, statement); }
    QString version() { return sql("SELECT max(version) FROM tandem.schema_version"); }

    // As a node that starts. What it complains about, empty when it does not.
    QString complaint(const std::vector<Migration>& migrations)
    {
        try {
            Connection connection({.url = url_, .password = {}}, watchdog_);
            connection.lift_limits();
            migrate(connection.get(), migrations);
        } catch (const std::exception& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

private slots:
    void init() { url_ = PostgresCluster::shared().new_database(); }

    void the_embedded_ones_are_numbered_from_one()
    {
        const auto migrations = embedded_migrations();
        QVERIFY(!migrations.empty());
        for (std::size_t i = 0; i < migrations.size(); ++i) {
            QCOMPARE(migrations[i].version, int(i) + 1);
            QVERIFY(migrations[i].oldest_build >= 1 && migrations[i].oldest_build <= int(i) + 1);
        }
    }

    void an_empty_database_gets_all_and_an_older_one_what_is_missing()
    {
        QCOMPARE(complaint(first), QString());
        QCOMPARE(version(), QString("1"));
        QCOMPARE(complaint(both), QString());
        QCOMPARE(complaint(both), QString());
        QCOMPARE(version(), QString("2"));
        QCOMPARE(sql("SELECT y FROM tandem.a"), QString("2"));
    }

    void a_step_that_fails_leaves_all_as_it_was_and_can_be_tried_again()
    {
        QCOMPARE(complaint(first), QString());
        QVERIFY(complaint(broken).contains("to schema 2"));
        QCOMPARE(version(), QString("1"));
        QCOMPARE(sql("SELECT to_regclass('tandem.b') IS NULL"), QString("t"));
        QCOMPARE(complaint(both), QString());
        QCOMPARE(version(), QString("2"));
    }

    // U-2, U-4.
    void a_node_of_yesterday_works_beside_one_of_today_until_a_step_forbids_it()
    {
        QCOMPARE(complaint(expanded), QString());
        QCOMPARE(complaint(first), QString());
        QCOMPARE(version(), QString("2"));

        url_ = PostgresCluster::shared().new_database();
        QCOMPARE(complaint(both), QString());
        QVERIFY(complaint(first).contains("newer version"));
    }

    // U-3.
    void of_nodes_that_start_at_once_one_migrates_and_the_others_wait()
    {
        QCOMPARE(complaint(first), QString());
        std::vector<QString> complaints(4, "not run");
        std::vector<std::thread> nodes;
        for (auto& text : complaints)
            nodes.emplace_back([&] { text = complaint(slow); });
        for (auto& node : nodes)
            node.join();
        for (const auto& text : complaints)
            QCOMPARE(text, QString());
        QCOMPARE(sql("SELECT count(*) FROM tandem.a"), QString("1"));
    }

    // U-3.
    void a_node_that_dies_in_the_middle_leaves_all_as_it_was()
    {
        QCOMPARE(complaint(first), QString());
        std::thread node([&] { static_cast<void>(complaint(slow)); });
        const QString its_session =
            "FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> "
            "pg_backend_pid() AND state = 'active' AND datname = current_database()";
        QDeadlineTimer limit(20'000);
        while (sql("SELECT count(pg_terminate_backend(pid)) " + its_session) != "1" && !limit.hasExpired()
        ) {
        }
        node.join();
        QCOMPARE(version(), QString("1"));
        QCOMPARE(complaint(slow), QString());
        QCOMPARE(sql("SELECT count(*) FROM tandem.a"), QString("1"));
    }

    void another_programs_schema_is_refused()
    {
        sql("CREATE SCHEMA tandem; CREATE TABLE tandem.bookmarks (url text)");
        QVERIFY(complaint(first).contains("another program"));
        QCOMPARE(sql("SELECT to_regclass('tandem.a') IS NULL"), QString("t"));
    }

    void tables_of_others_beside_ours_do_not_matter()
    {
        sql("CREATE TABLE conversation (x integer); CREATE TABLE schema_version (x integer)");
        Connection connection({.url = url_, .password = {}}, watchdog_);
        migrate(connection.get(), embedded_migrations());
        make_partitions(connection.get(), 1'700'000'000'000);
        make_partitions(connection.get(), 1'700'000'000'000);
        QCOMPARE(
            sql("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND "
                "relname LIKE 'event_2023%'"),
            QString("event_2023q4")
        );
        QCOMPARE(
            sql("SELECT count(*) FROM pg_inherits WHERE inhparent = 'tandem.event'::regclass"),
            QString("10")
        );
    }

    void a_quarter_that_nobody_prepared_is_left_out()
    {
        Connection connection({.url = url_, .password = {}}, watchdog_);
        migrate(connection.get(), embedded_migrations());
        // A conversation that began in the fourth quarter of 2023, before there was a place for it.
        sql("INSERT INTO tandem.event VALUES ('cnv_01HF7YAT00AAAAAAAAAAAAAAAA', 1, 1, NULL, 1, 'customer', "
            "'c', 'c', NULL, "
            "NULL, 'x', NULL, '{}', 1)");
        make_partitions(connection.get(), 1'700'000'000'000);
        QCOMPARE(sql("SELECT tableoid::regclass FROM tandem.event"), QString("event_other"));
        QCOMPARE(
            sql("SELECT count(*) FROM pg_inherits WHERE inhparent = 'tandem.event'::regclass"), QString("9")
        );
    }
};

QTEST_GUILESS_MAIN(PostgresMigrationsTest)
#include "postgres_migrations_test.moc"
