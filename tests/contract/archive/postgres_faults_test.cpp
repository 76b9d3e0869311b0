// What only a server can suffer: lost connections, a commit in doubt, a crash, a freeze, other nodes.
// F-30, F-31, F-32, F-35 and S-7.

#include "backend/storage/postgres/postgres_store.hpp"
#include "shared/base/random.hpp"
#include "tests/contract/archive/drafts.hpp"
#include "tests/contract/await.hpp"
#include "tests/support/postgres/cluster.hpp"
#include "tests/support/postgres/cutting_proxy.hpp"

#include <QElapsedTimer>
#include <QtTest>
#include <atomic>
#include <csignal>
#include <map>
#include <thread>

namespace tandem::test {

using testing::CuttingProxy;
using testing::PostgresCluster;

namespace {

constexpr Millis patient = std::chrono::minutes(1);

std::unique_ptr<Store> open(const std::string& url)
{
    return create_postgres_store({.url = url, .queue_patience = patient, .retry_patience = patient});
}

std::string text_of(const Event& event)
{
    const auto* message = std::get_if<MessageAccepted>(&event.data);
    return message != nullptr ? message->text : std::string();
}

// Many who append, each to a conversation of his own, on a thread of theirs. Every second message has no id
// by which the store could recognise it.
class Traffic
{
public:
    Traffic(Store& store, int appenders) : store_(store)
    {
        for (int i = 0; i < appenders; ++i) {
            if (!await(store_.archive().create(creation(name(i))))) throw std::runtime_error("no creation");
        }
        acked_.resize(std::size_t(appenders));
        thread_ = std::thread([this] {
            std::vector<Task<int>> all;
            for (std::size_t i = 0; i < acked_.size(); ++i)
                all.push_back(append(i));
            static_cast<void>(await_all(std::move(all)));
        });
    }
    ~Traffic() { stop(); }

    void stop()
    {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }

    [[nodiscard]] int count() const { return count_; }

    void wait_for_more(int appends) const
    {
        const int enough = count_ + appends;
        QElapsedTimer waited;
        waited.start();
        while (count_ < enough && waited.elapsed() < 30'000)
            std::this_thread::sleep_for(Millis(1));
    }

    // What is wrong with what is stored, compared with what was acknowledged; empty when nothing is.
    QString complaint()
    {
        for (std::size_t i = 0; i < acked_.size(); ++i) {
            std::map<std::string, Seq> stored;
            Seq expected = 1;
            for (const auto& event :
                 await(store_.archive().read(ConversationId(name(int(i))), 0, 100'000)).value()) {
                if (event.seq != expected++) return QString("a gap before %1").arg(event.seq);
                const auto text = text_of(event);
                if (!text.empty() && !stored.emplace(text, event.seq).second)
                    return "doubled: " + QString::fromStdString(text);
            }
            for (const auto& [text, seq] : acked_[i]) {
                if (stored[text] != seq) return "lost: " + QString::fromStdString(text);
            }
            if (stored.size() != acked_[i].size() + 1) return "stored and not acknowledged";
        }
        return {};
    }

private:
    static std::string name(int i) { return "cnv_" + std::to_string(i); }

    Task<int> append(std::size_t appender)
    {
        for (int i = 0; !stopping_; ++i) {
            const auto text = "m" + std::to_string(i);
            const auto id = i % 2 == 0 ? text : std::string();
            auto appended = co_await store_.archive().append(
                append_to(name(int(appender)), {says(customer_actor, text, id)})
            );
            // Nobody was in doubt, for the store is patient.
            if (!appended) co_return 1;
            acked_[appender].emplace(text, appended->events.front().seq);
            ++count_;
        }
        co_return 0;
    }

    Store& store_;
    std::vector<std::map<std::string, Seq>> acked_;
    std::atomic<int> count_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

} // namespace

class PostgresFaultsTest : public QObject
{
    Q_OBJECT

    std::string url_;

    static PostgresCluster& server() { return PostgresCluster::shared(); }

private slots:
    void init() { url_ = server().new_database(); }

    void a_commit_in_doubt_is_resolved_data()
    {
        QTest::addColumn<bool>("committed");
        QTest::addRow("the server has committed") << true;
        QTest::addRow("the server has not") << false;
    }

    void a_commit_in_doubt_is_resolved()
    {
        QFETCH(bool, committed);
        CuttingProxy proxy(url_);
        const auto store = open(proxy.url());
        QVERIFY(await(store->archive().create(creation("cnv_a"))).has_value());
        Seq expected = 3;
        for (int i = 0; i < 40; ++i) {
            proxy.cut(committed ? CuttingProxy::Cut::after : CuttingProxy::Cut::before, 1 + i % 2);
            const auto text = "m" + std::to_string(i);
            // With an id, without one, and an answer to a turn.
            auto message = i % 3 == 2 ? answers(Seq(i), text)
                                      : says(customer_actor, text, i % 3 == 0 ? text : std::string());
            const auto appended = await(store->archive().append(append_to("cnv_a", {message})));
            QVERIFY(appended.has_value());
            QVERIFY(!appended->repeated);
            QCOMPARE(seqs(appended->events), std::vector<Seq>{expected});
            QCOMPARE(appended->record.last_seq, expected);
            ++expected;
        }
        QVERIFY(proxy.cuts() >= 40);
        const auto log = await(store->archive().read(ConversationId("cnv_a"), 2, 1'000)).value();
        QCOMPARE(log.size(), 40UL);
        for (std::size_t i = 0; i < log.size(); ++i)
            QCOMPARE(text_of(log[i]), "m" + std::to_string(i));
    }

    void a_creation_in_doubt_is_resolved()
    {
        CuttingProxy proxy(url_);
        const auto store = open(proxy.url());
        QVERIFY(await(store->archive().create(creation("cnv_0"))).has_value());
        int number = 0;
        for (const auto cut : {CuttingProxy::Cut::after, CuttingProxy::Cut::before}) {
            for (const std::string id : {"id", ""}) {
                const auto name = "cnv_" + std::to_string(++number);
                proxy.cut(cut, 1);
                const auto created =
                    await(store->archive().create(creation(name, "hello", id.empty() ? id : name)));
                QVERIFY(created.has_value());
                QVERIFY(!created->repeated);
                QCOMPARE(created->record.conversation_id.value, name);
                QCOMPARE(seqs(created->events), (std::vector<Seq>{1, 2}));
            }
        }
        QCOMPARE(proxy.cuts(), 4);
        QCOMPARE(await(store->archive().open_conversations({}, 10)).value().size(), 5UL);
    }

    void killed_connections_lose_and_double_nothing()
    {
        const auto store = open(url_);
        Traffic traffic(*store, 20);
        for (int i = 0; i < 25; ++i) {
            traffic.wait_for_more(20);
            server().sql(
                url_,
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                "current_database() AND pid <> pg_backend_pid()"
            );
        }
        traffic.wait_for_more(20);
        traffic.stop();
        QCOMPARE(traffic.complaint(), QString());
        QVERIFY(traffic.count() > 500);
    }

    void a_server_that_restarts_loses_and_doubles_nothing_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addRow("shut down") << SIGINT;
        QTest::addRow("crashed") << SIGQUIT;
        QTest::addRow("killed") << SIGKILL;
    }

    void a_server_that_restarts_loses_and_doubles_nothing()
    {
        QFETCH(int, signal);
        const auto store = open(url_);
        Traffic traffic(*store, 20);
        for (int i = 0; i < 2; ++i) {
            traffic.wait_for_more(100);
            server().stop(signal);
            server().start();
            traffic.wait_for_more(20);
        }
        traffic.stop();
        QCOMPARE(traffic.complaint(), QString());
        QVERIFY(traffic.count() >= 240);
    }

    void a_server_that_is_away_is_said_to_be_so_soon()
    {
        const auto store = create_postgres_store({.url = url_});
        QVERIFY(await(store->archive().create(creation("cnv_a"))).has_value());
        server().stop(SIGINT);
        QElapsedTimer took;
        took.start();
        QCOMPARE(
            await(store->archive().append(append_to("cnv_a", {says(customer_actor, "x", "id1")})))
                .error()
                .code,
            Errc::unavailable
        );
        QCOMPARE(await(store->archive().load(ConversationId("cnv_a"))).error().code, Errc::unavailable);
        QCOMPARE(await(store->directory().agents()).error().code, Errc::unavailable);
        QVERIFY2(took.elapsed() < 10'000, qPrintable(QString::number(took.elapsed())));
        server().start();
        QVERIFY(await(store->archive().append(append_to("cnv_a", {says(customer_actor, "x", "id1")})))
                    .has_value());
        QCOMPARE(await(store->archive().read(ConversationId("cnv_a"), 0, 10)).value().size(), 3UL);
    }

    void a_frozen_server_is_given_up_and_found_again()
    {
        const auto store = create_postgres_store(
            {.url = url_, .connect_limit = Millis(2'000), .statement_limit = Millis(300)}
        );
        QVERIFY(await(store->archive().create(creation("cnv_a"))).has_value());
        server().freeze();
        QElapsedTimer took;
        took.start();
        const auto frozen =
            await(store->archive().append(append_to("cnv_a", {says(customer_actor, "x", "id1")})));
        const auto read = await(store->archive().load(ConversationId("cnv_a")));
        const auto waited = took.elapsed();
        server().thaw();
        QCOMPARE(frozen.error().code, Errc::unavailable);
        QCOMPARE(read.error().code, Errc::unavailable);
        QVERIFY2(waited < 20'000, qPrintable(QString::number(waited)));
        // The client tries again; whatever the server made of the first try, there is one message.
        QVERIFY(await(store->archive().append(append_to("cnv_a", {says(customer_actor, "x", "id1")})))
                    .has_value());
        QCOMPARE(await(store->archive().read(ConversationId("cnv_a"), 0, 10)).value().size(), 3UL);
    }

    void what_waits_is_bounded_in_number_and_time()
    {
        const auto store = create_postgres_store(
            {.url = url_,
             .lanes = 1,
             .queue_limit = 10,
             .queue_patience = Millis(400),
             .retry_patience = patient}
        );
        for (int i = 0; i < 20; ++i)
            QVERIFY(await(store->archive().create(creation("cnv_" + std::to_string(i)))).has_value());
        // Held up by somebody who has locked the first conversation.
        QProcess locker;
        locker.start("psql", {"-q", "-d", QString::fromStdString(url_)});
        locker.write("BEGIN; UPDATE tandem.conversation SET queue = '' WHERE conversation_id = 'cnv_0'; "
                     "\\echo locked\nSELECT pg_sleep(1.2); COMMIT;\n");
        QVERIFY(locker.waitForReadyRead(30'000));
        asio::io_context loop;
        std::map<Errc, int> refused;
        int stored = 0;
        for (int i = 0; i < 20; ++i) {
            asio::co_spawn(
                loop,
                store->archive().append(append_to("cnv_" + std::to_string(i), {says(customer_actor, "m")})),
                [&](std::exception_ptr, const Result<Appended>& result) {
                    if (result)
                        ++stored;
                    else
                        ++refused[result.error().code];
                }
            );
            loop.poll();
            // The first is on its way before the others come.
            if (i == 0) std::this_thread::sleep_for(Millis(200));
        }
        loop.run_for(patience);
        QCOMPARE(refused[Errc::overloaded], 9);
        QCOMPARE(refused[Errc::deadline_exceeded], 10);
        QCOMPARE(stored, 1);
        locker.closeWriteChannel();
        QVERIFY(locker.waitForFinished(30'000));
        QCOMPARE(await(store->archive().read(ConversationId("cnv_5"), 0, 10)).value().size(), 2UL);
    }

    void unsafe_settings_are_refused_data()
    {
        QTest::addColumn<QString>("set");
        QTest::addColumn<QString>("reset");
        QTest::addColumn<QString>("named");
        for (const auto* name : {"fsync", "full_page_writes"}) {
            QTest::addRow("%s", name) << QString("ALTER SYSTEM SET %1 = off").arg(name)
                                      << QString("ALTER SYSTEM RESET %1").arg(name) << QString(name);
        }
        QTest::addRow("synchronous_commit") << "ALTER ROLE tandem SET synchronous_commit = off"
                                            << "ALTER ROLE tandem RESET synchronous_commit"
                                            << "synchronous_commit";
    }

    void unsafe_settings_are_refused()
    {
        QFETCH(QString, set);
        QFETCH(QString, reset);
        QFETCH(QString, named);
        const auto change = [&](const QString& statement) {
            server().sql(url_, statement);
            server().sql(url_, "SELECT pg_reload_conf()");
        };
        const auto complaint = [&] {
            try {
                open(url_);
            } catch (const std::exception& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        change(set);
        QTRY_VERIFY(complaint().contains(named + " = off"));
        change(reset);
        QTRY_COMPARE(complaint(), QString());
    }

    void an_address_is_checked_and_not_repeated()
    {
        for (const auto* url : {"postgresql://tandem:s3cret@localhost/x", "no such=thing s3cret"}) {
            try {
                static_cast<void>(open(url));
                QFAIL("taken");
            } catch (const std::exception& error) {
                QVERIFY2(!QString(error.what()).contains("s3cret"), error.what());
            }
        }
    }

    void of_two_nodes_one_wins()
    {
        std::vector<std::unique_ptr<Store>> nodes(2);
        {
            // Both start on an empty database.
            std::thread other([&] { nodes[1] = open(url_); });
            nodes[0] = open(url_);
            other.join();
        }
        QCOMPARE(
            server().sql(url_, "SELECT count(*) FROM tandem.schema_version WHERE version = 1"), QString("1")
        );
        for (int round = 0; round < 50; ++round) {
            const auto name = "cnv_" + std::to_string(round);
            std::vector<Task<Result<Appended>>> creations;
            for (std::size_t i = 0; i < 2; ++i)
                creations.push_back(
                    nodes[i]->archive().create(creation(name + "_" + std::to_string(i), "hi", name))
                );
            const auto created = await_all(std::move(creations));
            QVERIFY(created[0].has_value() && created[1].has_value());
            const auto& id = created[0]->record.conversation_id.value;
            QCOMPARE(created[1]->record.conversation_id.value, id);
            QVERIFY(created[0]->repeated != created[1]->repeated);

            std::vector<Task<Result<Appended>>> takeovers;
            for (int i = 0; i < 8; ++i) {
                const Actor agent{.kind = ActorKind::agent, .id = "agt_" + std::to_string(i), .name = ""};
                takeovers.push_back(
                    nodes[std::size_t(i % 2)]->archive().append(append_to(id, {takes_over(agent)}, 1))
                );
            }
            const auto taken = await_all(std::move(takeovers));
            QCOMPARE(std::ranges::count_if(taken, [](const auto& r) { return r.has_value(); }), 1);
            for (const auto& result : taken) {
                if (!result) QCOMPARE(result.error().code, Errc::stale_epoch);
            }
        }
    }

    void a_conversation_lies_in_the_partition_of_its_quarter()
    {
        const auto store = open(url_);
        const auto name = "cnv_" + make_ulid(system_clock().wall(), system_random());
        QVERIFY(await(store->archive().create(creation(name))).has_value());
        QVERIFY(await(store->archive().create(creation("cnv_of_no_time"))).has_value());
        const auto where = [&](const std::string& id) {
            return server().sql(
                url_,
                "SELECT DISTINCT tableoid::regclass FROM tandem.event WHERE conversation_id = '" +
                    QString::fromStdString(id) + "'"
            );
        };
        const auto today = QDate::currentDate();
        QCOMPARE(where(name), QString("event_%1q%2").arg(today.year()).arg((today.month() + 2) / 3));
        QCOMPARE(where("cnv_of_no_time"), QString("event_other"));
        // A page of history touches one partition, however many there are.
        const auto plan = server().sql(
            url_,
            "EXPLAIN SELECT * FROM tandem.event WHERE conversation_id = '" + QString::fromStdString(name) +
                "' AND seq > 5 ORDER BY seq LIMIT 10"
        );
        QCOMPARE(plan.count("event_2"), 2); // the index and its table
        QVERIFY(
            server()
                .sql(url_, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'tandem.event'::regclass")
                .toInt() >= 9
        );
    }
};

} // namespace tandem::test

QTEST_GUILESS_MAIN(tandem::test::PostgresFaultsTest)
#include "postgres_faults_test.moc"
