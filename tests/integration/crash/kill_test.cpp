#include "backend/storage/postgres/postgres_store.hpp"
#include "backend/storage/sqlite/sqlite_store.hpp"
#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/client/wait_for.hpp"
#include "tests/support/history/checker.hpp"
#include "tests/support/postgres/cluster.hpp"

#include <QTest>
#include <deque>

// F-02, F-03, F-05, F-06, F-40: SIGKILL at random moments under traffic; nothing accepted is missing,
// doubled or out of order, and no question stays unanswered.

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;

namespace {

constexpr int customers = 8;
constexpr int agents = 2;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise)
{
    bool ok = false;
    const auto value = qEnvironmentVariable(variable).toULongLong(&ok);
    return ok ? value : otherwise;
}

// Everybody who talks to the server in this test.
class Crowd
{
public:
    Crowd(boost::asio::io_context& loop, std::uint16_t port, std::uint64_t seed) : random_(seed)
    {
        for (int i = 0; i < customers + agents; ++i) {
            ChatClient::Options options;
            options.port = port;
            options.seed = seed + std::uint64_t(i);
            options.agent = i >= customers;
            options.name = (options.agent ? "agent" : "customer") + std::to_string(i);
            if (options.agent) {
                options.login = "agent" + std::to_string(i - customers);
                options.password = "a long password";
            }
            clients_.emplace_back(loop, options).connect();
        }
    }

    // One random deed of one random client.
    void act()
    {
        const auto i = random_.below(clients_.size());
        if (int(i) < customers)
            act_as_customer(clients_[i]);
        else
            act_as_agent(clients_[i]);
    }

    [[nodiscard]] bool all_answered() const
    {
        return std::ranges::all_of(clients_, [](const auto& c) {
            return c.connected() && c.unanswered() == 0;
        });
    }

    [[nodiscard]] std::vector<history::Ledger> ledgers() const
    {
        std::vector<history::Ledger> all;
        for (const auto& client : clients_)
            all.push_back(client.ledger());
        return all;
    }

    void leave()
    {
        for (auto& client : clients_)
            client.disconnect();
    }

private:
    void act_as_customer(ChatClient& client)
    {
        if (client.unanswered() > 3) return;
        if (client.conversation().empty()) {
            if (client.unanswered() == 0)
                client.start("question " + std::to_string(++texts_) + " !first=10 !every=3 !tokens=12");
        } else if (random_.below(12) == 0) {
            client.send(PersonRequest{.id = {}, .conversation_id = client.conversation()});
        } else {
            client.say("question " + std::to_string(++texts_) + " !first=10 !every=3 !tokens=12");
        }
    }

    void act_as_agent(ChatClient& client)
    {
        if (client.queue().empty() || client.unanswered() > 3) return;
        auto it = client.queue().begin();
        std::advance(it, std::ptrdiff_t(random_.below(client.queue().size())));
        const auto& row = it->second;
        const auto& id = row.conversation_id;
        if (!client.views().contains(id)) {
            client.watch(id);
            return;
        }
        const Epoch epoch = client.view(id).owner_epoch();
        switch (random_.below(6)) {
        case 0:
            client.send(ConversationAccept{{}, id, epoch});
            break;
        case 1:
            client.send(ConversationTakeOver{{}, id, epoch});
            break;
        case 2:
            client.send(ConversationHandBack{{}, id, epoch, {}});
            break;
        case 3:
            client.send(NoteAdd{{}, id, "note " + std::to_string(++texts_)});
            break;
        default:
            client.send(MessageSend{{}, id, "reply " + std::to_string(++texts_), epoch, {}});
        }
    }

    SeededRandom random_;
    std::deque<ChatClient> clients_;
    std::uint64_t texts_ = 0;
};

std::vector<history::StoredLog> stored_logs(storage::Store& store)
{
    std::vector<history::StoredLog> logs;
    boost::asio::io_context loop;
    boost::asio::co_spawn(
        loop,
        store.archive().for_each([&](const auto& record, const auto& events) {
            logs.push_back({record, events});
        }),
        [](std::exception_ptr error, const Result<void>&) {
            if (error) std::rethrow_exception(error);
        }
    );
    loop.run();
    return logs;
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
         QString("kind = \"openai\"\nname = \"scripted\"\nbase_url = \"http://127.0.0.1:%1/v1\"")
             .arg(model.port())},
        {"storage",
         QString("engine = \"%1\"\npostgres_url = \"%2\"").arg(engine, QString::fromStdString(url))},
        {"limits", "customer_message_burst = 100000\ncustomer_messages_per_minute = 100000"},
    });
    for (int i = 0; i < agents; ++i)
        server.addAgent(QString("agent%1").arg(i), QString("Agent %1").arg(i), "a long password");
    server.start();

    boost::asio::io_context loop;
    SeededRandom random(seed);
    Crowd crowd(loop, server.port(), seed);
    const auto talk_until = [&](Millis time) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end) {
            crowd.act();
            loop.restart();
            loop.run_for(Millis(random.below(12)));
        }
    };
    talk_until(Millis(1'500));
    for (std::uint64_t round = 0; round < rounds; ++round) {
        talk_until(Millis(300 + random.below(900)));
        server.kill();
        talk_until(Millis(random.below(200))); // what is sent into the void must not be lost either
        server.restart();
    }
    talk_until(Millis(1'000));
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
    const auto logs = stored_logs(*store);
    std::string report;
    for (const auto& violation : history::check(ledgers, logs)) {
        report += std::string(history::name_of(violation.invariant)) + " " + violation.client + " " +
                  violation.conversation_id.value + " seq " + std::to_string(violation.seq) + ": " +
                  violation.detail + "\n";
    }
    std::size_t accepted = 0;
    std::size_t events = 0;
    for (const auto& ledger : ledgers) {
        for (const auto& entry : ledger.entries)
            accepted += std::holds_alternative<history::Accepted>(entry);
    }
    for (const auto& log : logs) {
        events += log.events.size();
        if (log.record.owner.kind == OwnerKind::bot && log.record.open_question != 0)
            report += "unanswered: " + log.record.conversation_id.value + "\n";
    }
    qInfo("%zu conversations, %zu events, %zu commands accepted", logs.size(), events, accepted);
    QVERIFY2(report.empty(), report.c_str());
    QVERIFY(logs.size() == std::size_t(customers));
    QVERIFY(accepted > 20 * rounds);
}

QTEST_GUILESS_MAIN(KillTest)
#include "kill_test.moc"
