// What only a server can suffer: a Redis that is killed, empty, frozen, choosy or none at all, and
// connections that are cut. The node goes on, says so, and whoever may have missed something hears of it.

#include "backend/backplane/redis/redis_backplane.hpp"
#include "shared/base/random.hpp"
#include "tests/contract/backplane/backplane_under_test.hpp"
#include "tests/contract/backplane/hostile_server.hpp"
#include "tests/support/certificate/certificate.hpp"
#include "tests/support/redis/redis_server.hpp"

#include <QElapsedTimer>
#include <QtTest>
#include <algorithm>

using namespace tandem;
using namespace tandem::backplane;
using namespace std::chrono_literals;
using testing::let_pass;
using testing::wait_for;

namespace {

Message numbered(Seq seq) { return {.kind = Message::Kind::event, .seq = seq}; }

// What a subscriber was told.
struct Heard
{
    std::vector<Seq> events;
    int missed = 0;

    Handler handler()
    {
        return [this](const Message& message) {
            if (message.kind == Message::Kind::missed)
                ++missed;
            else
                events.push_back(message.seq);
        };
    }
};

RedisSettings settings_for(const std::string& url, const char* node)
{
    RedisSettings settings;
    settings.node = NodeId(node);
    settings.link.server = *redis::parse_url(url);
    settings.link.connection.tls = settings.link.server.tls;
    settings.missed_within = 1s;
    return settings;
}

// Memory in use, from /proc.
qint64 resident_kb()
{
    QFile file("/proc/self/status");
    if (!file.open(QIODevice::ReadOnly)) return 0;
    for (const auto& line : file.readAll().split('\n')) {
        if (line.startsWith("VmRSS:")) return line.mid(6).simplified().split(' ').front().toLongLong();
    }
    return 0;
}

} // namespace

class RedisFaultsTest : public QObject
{
    Q_OBJECT

    asio::io_context loop_;

    std::unique_ptr<Backplane> node(const RedisSettings& settings)
    {
        return create_redis_backplane(loop_, settings, system_clock(), system_random());
    }
    std::unique_ptr<Backplane> node(const testing::RedisServer& server, const char* name)
    {
        return node(settings_for(server.url(), name));
    }

    bool connected(Backplane& backplane, Millis limit = 10s)
    {
        return wait_for(loop_, [&] { return backplane.status().connected; }, limit);
    }
    bool disconnected(Backplane& backplane, Millis limit)
    {
        return wait_for(loop_, [&] { return !backplane.status().connected; }, limit);
    }

private slots:
    void cleanup()
    {
        // What the test left behind comes to its end.
        let_pass(loop_, 50ms);
    }

    void killed_and_back_empty()
    {
        testing::RedisServer server;
        const auto a = node(server, "a");
        const auto b = node(server, "b");
        QVERIFY(connected(*a) && connected(*b));
        Heard here;
        Heard there;
        const auto listens_here = a->subscribe("t", here.handler());
        const auto listens_there = b->subscribe("t", there.handler());
        test::await_on(loop_, b->settled());
        QVERIFY(test::await_on(loop_, a->lease("key", NodeId("a"), 60s)));

        // Gone: this node goes on by itself, and everybody is told at once that something may be missing.
        server.kill();
        QVERIFY(disconnected(*a, 2s) && disconnected(*b, 2s));
        QVERIFY(wait_for(loop_, [&] { return here.missed > 0 && there.missed > 0; }, 1s));
        a->publish("t", numbered(1));
        QVERIFY(wait_for(loop_, [&] { return here.events == std::vector<Seq>{1}; }, 1s));
        QCOMPARE(test::await_on(loop_, a->hit("k", 10s)), 1U);
        QCOMPARE(test::await_on(loop_, a->hit("k", 10s)), 2U);
        QVERIFY(!test::await_on(loop_, a->lease("key", NodeId("c"), 60s))); // it is remembered here
        QVERIFY(test::await_on(loop_, a->lease("key", NodeId("a"), 60s)));
        QVERIFY(there.events.empty());
        const auto told = there.missed;
        QVERIFY(wait_for(loop_, [&] { return there.missed > told; }, 3s)); // and again, every so often

        // Back, with nothing in it: what was lost is made known, and messages flow as before.
        const auto before = there.missed;
        server.start();
        QVERIFY(connected(*a) && connected(*b));
        QVERIFY(wait_for(loop_, [&] { return there.missed > before; }, 3s));
        a->publish("t", numbered(2));
        QVERIFY(wait_for(loop_, [&] { return there.events == std::vector<Seq>{2}; }, 3s));
        QVERIFY(a->status().lost > 0);
        QVERIFY(a->status().disconnected > 0);

        // Then nobody is disturbed any more.
        let_pass(loop_, 1'500ms);
        const auto quiet = there.missed;
        let_pass(loop_, 2'500ms);
        QCOMPARE(there.missed, quiet);
    }

    void not_there_at_the_start()
    {
        testing::RedisServer server;
        server.kill();
        const auto a = node(server, "a");
        Heard here;
        const auto listens = a->subscribe("t", here.handler());
        QElapsedTimer timer;
        timer.start();
        test::await_on(loop_, a->settled());
        QVERIFY(test::await_on(loop_, a->lease("key", NodeId("a"), 1s)));
        QVERIFY(timer.elapsed() < 1'000);
        a->publish("t", numbered(1));
        QVERIFY(wait_for(loop_, [&] { return here.events == std::vector<Seq>{1}; }, 1s));
        server.start();
        QVERIFY(connected(*a));
    }

    void frozen()
    {
        testing::RedisServer server;
        const auto a = node(server, "a");
        QVERIFY(connected(*a));
        server.freeze();
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(test::await_on(loop_, a->hit("k", 10s)), 1U);
        QVERIFY2(timer.elapsed() < 1'000, std::to_string(timer.elapsed()).c_str());
        QVERIFY(disconnected(*a, 1s));
        timer.restart();
        QVERIFY(test::await_on(loop_, a->lease("key", NodeId("a"), 1s)));
        QVERIFY(timer.elapsed() < 100); // it is known to be down
        server.thaw();
        QVERIFY(connected(*a));
        // That very connection had given up on the first hit, which may count for one more.
        const auto hits = test::await_on(loop_, a->hit("k", 10s));
        QVERIFY(hits == 2 || hits == 3);
    }

    void a_frozen_server_is_noticed_with_nothing_to_say()
    {
        testing::RedisServer server;
        auto settings = settings_for(server.url(), "a");
        settings.link.connection.ping_every = 300ms;
        const auto a = node(settings);
        QVERIFY(connected(*a));
        server.freeze();
        QVERIFY(disconnected(*a, 2s));
        server.thaw();
        QVERIFY(connected(*a));
    }

    void cut_connections_are_made_again_and_their_readers_told()
    {
        testing::RedisServer server;
        const auto a = node(server, "a");
        const auto b = node(server, "b");
        QVERIFY(connected(*a) && connected(*b));
        Heard there;
        const auto listens = b->subscribe("t", there.handler());
        test::await_on(loop_, b->settled());
        let_pass(loop_, 1'200ms); // what a new connection has to tell is told
        const auto before = there.missed;

        server.command({"CLIENT", "KILL", "TYPE", "pubsub"});
        QVERIFY(wait_for(loop_, [&] { return b->status().disconnected > 0; }));
        a->publish("t", numbered(1)); // nobody listens at this moment
        QVERIFY(connected(*a) && connected(*b));
        QVERIFY(wait_for(loop_, [&] { return there.missed > before; }, 3s));
        a->publish("t", numbered(2));
        QVERIFY(wait_for(loop_, [&] { return there.events.size() == 1 && there.events.back() == 2; }, 3s));
    }

    void what_a_lost_connection_could_not_say_is_made_known()
    {
        testing::RedisServer server;
        const auto a = node(server, "a");
        const auto b = node(server, "b");
        QVERIFY(connected(*a) && connected(*b));
        Heard followed;
        Heard other;
        const auto listens = b->subscribe("t", followed.handler());
        const auto listens_too = b->subscribe("u", other.handler());
        test::await_on(loop_, b->settled());
        let_pass(loop_, 1'200ms);
        const auto followed_before = followed.missed;
        const auto other_before = other.missed;

        server.command({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
        QVERIFY(wait_for(loop_, [&] { return a->status().disconnected > 0; }));
        a->publish("t", numbered(1)); // cannot be said now
        QVERIFY(a->status().lost > 0);
        QVERIFY(connected(*a));
        QVERIFY(wait_for(loop_, [&] { return followed.missed > followed_before; }, 3s));
        // Whose connection for messages held has nothing to tell of its own.
        QVERIFY(other.missed <= other_before + 1);
    }

    void signs_in_as_a_user_with_a_password()
    {
        testing::RedisServer server("user tandem on >s3cret ~tandem:* &tandem/* +@all\nuser default off");
        auto settings = settings_for("redis://tandem@127.0.0.1:" + std::to_string(server.port()), "a");
        settings.link.password = "s3cret";
        const auto a = node(settings);
        QVERIFY(connected(*a));
        QVERIFY(test::await_on(loop_, a->lease("key", NodeId("a"), 1s)));
        Heard here;
        const auto listens = a->subscribe("t", here.handler());
        test::await_on(loop_, a->settled());
        a->publish("t", numbered(1));
        QVERIFY(wait_for(loop_, [&] { return here.events.size() == 1; }));
        QCOMPARE(a->status().failed, 0U);

        settings.link.password = "wrong";
        const auto b = node(settings);
        QVERIFY(!connected(*b, 1s));
    }

    void without_the_rights_it_goes_on_by_itself()
    {
        testing::RedisServer server("user default on nopass ~* &* +@all -eval");
        const auto a = node(server, "a");
        QVERIFY(connected(*a));
        QCOMPARE(test::await_on(loop_, a->hit("k", 10s)), 1U);
        QCOMPARE(test::await_on(loop_, a->hit("k", 10s)), 2U);
        QVERIFY(a->status().failed > 0);
    }

    void over_tls()
    {
        QTemporaryDir folder;
        const auto file = [&](const char* name) { return folder.filePath(name).toStdString(); };
        testing::make_certificate("localhost", file("server.pem"), file("server.key"));
        testing::make_certificate("localhost", file("other.pem"), file("other.key"));
        testing::RedisServer server(QString("port 0\ntls-port PORT\ntls-auth-clients no\n"
                                            "tls-cert-file %1/server.pem\ntls-key-file %1/server.key\n"
                                            "tls-ca-cert-file %1/server.pem")
                                        .arg(folder.path()));
        auto settings = settings_for("rediss://localhost:" + std::to_string(server.port()), "a");
        settings.ca_file = file("server.pem");
        const auto a = node(settings);
        QVERIFY(connected(*a));
        QVERIFY(test::await_on(loop_, a->lease("key", NodeId("a"), 1s)));

        settings.ca_file = file("other.pem"); // a certificate that nobody vouches for
        const auto b = node(settings);
        QVERIFY(!connected(*b, 1s));
        auto plain = settings_for(server.url(), "a"); // TLS is not spoken to at all
        const auto c = node(plain);
        QVERIFY(!connected(*c, 1s));
        settings.ca_file = file("none.pem");
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, static_cast<void>(node(settings)));
    }

    void another_machine_is_refused_without_tls()
    {
        const auto network = std::make_shared<redis::Network>(loop_, "");
        const auto connect = [&](redis::ConnectionSettings settings) {
            const auto connection = std::make_shared<redis::Connection>(
                network, settings, redis::Place{.host = "192.0.2.1", .port = 6'379} // nobody's address
            );
            const auto connected = test::await_on(loop_, connection->connect());
            return connected ? Errc::internal : connected.error().code;
        };
        QCOMPARE(connect({}), Errc::forbidden);
        // Allowed, it is tried; what becomes of that is the network's.
        QCOMPARE(connect({.allow_plaintext = true, .connect_time = 200ms}), Errc::unavailable);
    }

    void surprises_end_a_connection_never_the_process_data()
    {
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char* name, QByteArray says) { QTest::newRow(name) << std::move(says); };
        row("nothing", "");
        row("not asked for", "+PONG\r\n+SURPRISE\r\n");
        row("another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n");
        row("truncated", "$100\r\nPO");
        row("huge text", "$9223372036854775000\r\n");
        row("huge array", "*1000000000\r\n");
        row("nested", QByteArray("*1\r\n").repeated(100));
        row("many arrays", "*4000\r\n" + QByteArray("*4000\r\n").repeated(10));
        row("negative", "$-100\r\n");
        row("RESP3 push", ">2\r\n+message\r\n+x\r\n");
        row("wrong answer", ":1\r\n");
        row("LOADING", "-LOADING Redis is loading the dataset in memory\r\n");
        row("NOAUTH", "-NOAUTH Authentication required.\r\n");
        row("max clients", "-ERR max number of clients reached\r\n");
        row("endless", QByteArray(8 * 1024 * 1024, 'x'));
    }
    void surprises_end_a_connection_never_the_process()
    {
        QFETCH(QByteArray, says);
        test::HostileServer server(loop_, says.toStdString());
        const auto before = resident_kb();
        const auto a = node(settings_for("redis://127.0.0.1:" + std::to_string(server.port()), "a"));
        // Both connections are tried and ended, and tried again.
        QVERIFY(wait_for(loop_, [&] { return server.connections() >= 4 && server.ended() >= 2; }));
        QVERIFY(!a->status().connected);
        QCOMPARE(test::await_on(loop_, a->hit("k", 10s)), 1U);
        QVERIFY2(resident_kb() - before < 20 * 1024, std::to_string(resident_kb() - before).c_str());
        loop_.restart();
        a->publish("t", numbered(1));
    }

    void a_sentinel_says_which_server_is_the_primary()
    {
        testing::RedisServer primary;
        testing::RedisServer replica(
            QString("replicaof 127.0.0.1 %1\nrepl-diskless-sync-delay 0").arg(primary.port())
        );
        QVERIFY(QTest::qWaitFor(
            [&] { return replica.command({"INFO", "replication"}).contains("master_link_status:up"); },
            20'000
        ));
        testing::RedisServer sentinel(
            QString("sentinel monitor mymaster 127.0.0.1 %1 1\n"
                    "sentinel down-after-milliseconds mymaster 500\n"
                    "sentinel failover-timeout mymaster 2000")
                .arg(primary.port()),
            testing::RedisServer::Kind::sentinel
        );
        QVERIFY(QTest::qWaitFor(
            [&] { return sentinel.command({"SENTINEL", "MASTER", "mymaster"}).contains("num-slaves\n1"); },
            30'000
        ));

        auto settings = settings_for("redis://127.0.0.1:1", "a"); // nobody's: the Sentinel knows better
        settings.link.sentinels = {
            {.host = "127.0.0.1", .port = 1}, {.host = "127.0.0.1", .port = sentinel.port()}
        };
        settings.link.master = "mymaster";
        const auto a = node(settings);
        settings.node = NodeId("b");
        const auto b = node(settings);
        QVERIFY(connected(*a) && connected(*b));
        QCOMPARE(primary.command({"PUBSUB", "NUMSUB", "tandem/"}), QString("tandem/\n2"));

        primary.kill();
        QVERIFY(disconnected(*a, 2s));
        QVERIFY(connected(*a, 30s) && connected(*b, 30s));
        QVERIFY(replica.command({"ROLE"}).startsWith("master"));
        Heard there;
        const auto listens = b->subscribe("t", there.handler());
        test::await_on(loop_, b->settled());
        a->publish("t", numbered(1));
        QVERIFY(wait_for(loop_, [&] { return there.events.size() == 1; }));
    }

    void messages_of_strangers_are_ignored()
    {
        testing::RedisServer server;
        const auto a = node(server, "a");
        QVERIFY(connected(*a));
        Heard here;
        const auto listens = a->subscribe("t", here.handler());
        test::await_on(loop_, a->settled());
        let_pass(loop_, 1'200ms);
        here = {};
        server.command({"PUBLISH", "tandem/t", "nonsense"});
        server.command({"PUBLISH", "tandem/", "nonsense"});
        QVERIFY(wait_for(loop_, [&] { return a->status().ignored == 2; }));
        QVERIFY(a->status().connected);
        QVERIFY(here.events.empty());
        QCOMPARE(here.missed, 0);
    }

    void more_than_fits_is_lost_and_made_known()
    {
        testing::RedisServer server;
        const auto a = node(server, "a");
        const auto b = node(server, "b");
        QVERIFY(connected(*a) && connected(*b));
        Heard there;
        const auto listens = b->subscribe("t", there.handler());
        test::await_on(loop_, b->settled());
        let_pass(loop_, 1'200ms);
        const auto before = there.missed;
        // Half a megabyte each, 8 MB at a time: most cannot be sent, and the loop is not held up by that.
        const auto frame = std::make_shared<const std::string>(500'000, 'x');
        for (Seq seq = 1; seq <= 100; ++seq)
            a->publish("t", {.kind = Message::Kind::event, .seq = seq, .for_agents = frame});
        QVERIFY(a->status().lost > 0);
        QVERIFY(wait_for(loop_, [&] { return there.missed > before; }, 5s));
        QVERIFY(a->status().connected);
        QVERIFY(std::ranges::is_sorted(there.events));
    }

    void a_failing_subscriber_disturbs_nobody()
    {
        testing::RedisServer server;
        const auto a = node(server, "a");
        const auto b = node(server, "b");
        QVERIFY(connected(*a) && connected(*b));
        Heard there;
        const auto fails =
            b->subscribe("t", [](const Message&) { throw std::runtime_error("on purpose"); });
        const auto listens = b->subscribe("u", there.handler());
        test::await_on(loop_, b->settled());
        a->publish("t", numbered(1));
        a->publish("u", numbered(2));
        QVERIFY(wait_for(loop_, [&] { return there.events.size() == 1; }));
        server.kill(); // and all are told `missed`
        QVERIFY(wait_for(loop_, [&] { return there.missed > 1; }));
    }
};

QTEST_GUILESS_MAIN(RedisFaultsTest)
#include "redis_faults_test.moc"
