#include "backend/storage/postgres/postgres_store.hpp"
#include "backend/storage/sqlite/sqlite_store.hpp"
#include "tests/support/client/crowd.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/client/wait_for.hpp"
#include "tests/support/postgres/cluster.hpp"

#include <QTest>

// F-02, F-03, F-05, F-06, F-40: SIGKILL at random moments under traffic; nothing accepted is missing,
// doubled or out of order, and no question stays unanswered.

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise)
{
    bool ok = false;
    const auto value = qEnvironmentVariable(variable).toULongLong(&ok);
    return ok ? value : otherwise;
}

} // namespace

class KillTest : public QObject
{
    Q_OBJECT

private slots:
    void nothing_accepted_is_lost_doubled_or_disordered_data();
    void nothing_accepted_is_lost_doubled_or_disordered();
};

void KillTest::nothing_accepted_is_lost_doubled_or_disordered_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addRow("sqlite") << "sqlite";
    QTest::addRow("postgres") << "postgres";
}

void KillTest::nothing_accepted_is_lost_doubled_or_disordered()
{
    QFETCH(QString, engine);
    const bool in_postgres = engine == "postgres";
    const auto url = in_postgres ? PostgresCluster::shared().new_database() : std::string();
    const auto rounds = number_from("TANDEM_KILL_ROUNDS", 4);
    const auto seed = number_from("TANDEM_KILL_SEED", 1);
    qInfo(
        "%llu rounds, seed %llu",
        static_cast<unsigned long long>(rounds),
        static_cast<unsigned long long>(seed)
    );

    ModelServerProcess model;
    model.start();
    ServerProcess server({
        {"model",
         QString("kind = \"openai\"\nname = \"scripted\"\ngrounding = false\ncache_entries = 0\nbase_url = "
                 "\"http://127.0.0.1:%1/v1\"")
             .arg(model.port())},
        {"storage",
         QString("engine = \"%1\"\npostgres_url = \"%2\"").arg(engine, QString::fromStdString(url))},
        {"limits", "customer_message_burst = 100000\ncustomer_messages_per_minute = 100000"},
    });
    for (int i = 0; i < Crowd::agents; ++i)
        server.addAgent(QString("agent%1").arg(i), QString("Agent %1").arg(i), Crowd::password);
    server.start();

    boost::asio::io_context loop;
    SeededRandom random(seed);
    Crowd crowd(loop, {server.port()}, seed);
    crowd.talk_for(Millis(1'500));
    for (std::uint64_t round = 0; round < rounds; ++round) {
        crowd.talk_for(Millis(300 + random.below(900)));
        server.kill();
        crowd.talk_for(Millis(random.below(200))); // what is sent into the void must not be lost either
        server.restart();
    }
    crowd.talk_for(Millis(1'000));
    QVERIFY2(
        wait_for(
            loop, [&] { return crowd.all_answered(); }, std::chrono::seconds(60)
        ),
        "a command stays unanswered"
    );
    // The bot ends what it has begun, and every screen catches up.
    QVERIFY(!wait_for(loop, [] { return false; }, std::chrono::seconds(3)));
    const auto ledgers = crowd.ledgers();
    crowd.leave();
    loop.run_for(Millis(200));
    QCOMPARE(server.terminate(), 0);

    const auto store = in_postgres ? storage::create_postgres_store({.url = url})
                                   : storage::create_sqlite_store(
                                         {.file = (server.folder() + "/data/tandem.sqlite").toStdString()}
                                     );
    const auto verdict = judge(ledgers, *store);
    qInfo(
        "%zu conversations, %zu events, %zu commands accepted",
        verdict.conversations,
        verdict.events,
        verdict.accepted
    );
    QVERIFY2(verdict.faults.empty(), verdict.faults.c_str());
    QVERIFY(verdict.conversations == std::size_t(Crowd::customers));
    QVERIFY(verdict.accepted > 20 * rounds);
}

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
