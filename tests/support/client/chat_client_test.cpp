#include "tests/support/history/checker.hpp"

#include "backend/storage/sqlite/sqlite_store.hpp"
#include "backend/util/asio.hpp"
#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/client/wait_for.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;

namespace {

const QString password = "correct horse battery";

std::vector<history::StoredLog> stored_logs(const QString& folder)
{
    auto store = storage::create_sqlite_store({.file = (folder + "/data/tandem.sqlite").toStdString()});
    std::vector<history::StoredLog> logs;
    asio::io_context loop;
    asio::co_spawn(
        loop,
        [&]() -> Task<void> {
            auto done = co_await store->archive().for_each([&](const auto& record, const auto& events) {
                logs.push_back({record, events});
            });
            if (!done) qFatal("cannot read the logs");
        },
        [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        }
    );
    loop.run();
    store->stop();
    return logs;
}

QString print(const std::vector<history::Violation>& violations)
{
    QString text;
    for (const auto& v : violations)
        text += QString::fromStdString(
            std::string(history::name_of(v.invariant)) + " " + v.client + " " + v.detail + "\n"
        );
    return text;
}

} // namespace

class ChatClientTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_model = std::make_unique<ModelServerProcess>();
        m_model->start({"--first", "30", "--every", "10", "--tokens", "10"});
        auto settings = m_model->settings();
        settings["limits"] = "customer_messages_per_minute = 10000\ncustomer_message_burst = 100";
        m_server = std::make_unique<ServerProcess>(settings);
        m_server->importKnowledge(TANDEM_SOURCE_DIR "/resources/knowledge/articles");
        m_server->addAgent("jonas", "Jonas", password);
        m_server->start();
        m_loop = std::make_unique<asio::io_context>();
    }

    void a_customer_gets_a_streamed_answer()
    {
        ChatClient mara(*m_loop, customer("mara"));
        mara.connect();
        mara.start("How long do I have to return an item?");
        QVERIFY(wait_for(*m_loop, [&] { return mara.view().last_message_of(ActorKind::bot) != nullptr; }));
        QVERIFY(wait_for(*m_loop, [&] {
            return !mara.view().turns().empty() &&
                   mara.view().turns().begin()->second.state == TurnView::State::finished;
        }));
        const TurnView& turn = mara.view().turns().begin()->second;
        QVERIFY(turn.length > 0);
        QCOMPARE(turn.text, mara.view().last_message_of(ActorKind::bot)->text);
        end({&mara});
    }

    void nothing_is_lost_or_doubled_when_the_server_is_killed()
    {
        ChatClient mara(*m_loop, customer("mara"));
        mara.connect();
        const auto first = mara.start("Hello, how long do I have to return an item?");
        QVERIFY(wait_for(*m_loop, [&] { return mara.was_accepted(first); }));
        QVERIFY(wait_for(*m_loop, [&] { return mara.view().last_message_of(ActorKind::bot) != nullptr; }));

        // Killed with commands on their way: each is repeated until it is answered.
        std::vector<ClientMsgId> sent;
        for (int i = 0; i < 5; ++i)
            sent.push_back(mara.say("One more question, number " + std::to_string(i)));
        (void)wait_for(*m_loop, [&] { return mara.unanswered() < 5; }, Millis(200));
        m_server->kill();
        sent.push_back(mara.say("Are you still there?"));
        QVERIFY(wait_for(*m_loop, [&] { return !mara.connected(); }));
        m_server->restart();
        mara.redirect(m_server->port());

        QVERIFY(wait_for(*m_loop, [&] { return mara.unanswered() == 0; }));
        for (const auto& id : sent)
            QVERIFY(mara.was_accepted(id));
        QVERIFY(mara.connects() >= 2);
        QCOMPARE(mara.view().anomalies().repeats, 0);
        end({&mara});
    }

    void an_agent_takes_over_and_both_see_the_same_log()
    {
        ChatClient mara(*m_loop, customer("mara"));
        ChatClient jonas(*m_loop, agent("jonas"));
        mara.connect();
        jonas.connect();
        mara.start("How long do I have to return an item?");
        QVERIFY(wait_for(*m_loop, [&] { return mara.view().last_message_of(ActorKind::bot) != nullptr; }));
        QVERIFY(wait_for(*m_loop, [&] {
            return jonas.connected() && jonas.queue().contains(mara.conversation());
        }));

        const auto watched = jonas.watch(mara.conversation());
        QVERIFY(wait_for(*m_loop, [&] {
            return jonas.was_accepted(watched) && jonas.view().last_seq() == mara.view().last_seq();
        }));
        const auto taken = jonas.send(ConversationTakeOver{
            .conversation_id = mara.conversation(), .owner_epoch = jonas.view().owner_epoch()
        });
        QVERIFY(wait_for(*m_loop, [&] { return jonas.view().owner().kind == OwnerKind::agent; }));
        QVERIFY(jonas.was_accepted(taken));
        const auto said = jonas.say("Hello, this is Jonas.");
        QVERIFY(wait_for(*m_loop, [&] { return mara.view().last_message_of(ActorKind::agent) != nullptr; })
        );
        QVERIFY(wait_for(*m_loop, [&] { return jonas.was_accepted(said); }));

        // A lost connection is resumed where it broke off.
        jonas.drop();
        mara.say("Hello Jonas");
        QVERIFY(wait_for(*m_loop, [&] { return jonas.connects() == 2 && mara.unanswered() == 0; }));
        QVERIFY(wait_for(*m_loop, [&] { return jonas.view().last_seq() == mara.view().last_seq(); }));
        QCOMPARE(jonas.view().anomalies().repeats, 0);
        end({&mara, &jonas});
    }

    void a_wrong_password_stays_away()
    {
        auto options = agent("jonas");
        options.password = "not the password";
        ChatClient stranger(*m_loop, options);
        stranger.connect();
        QVERIFY(wait_for(*m_loop, [&] { return stranger.last_close().has_value(); }));
        QCOMPARE(int(*stranger.last_close()), 4401);
        QCOMPARE(stranger.connects(), 0);
    }

private:
    ChatClient::Options customer(std::string name) const
    {
        return {.name = std::move(name), .port = m_server->port()};
    }

    ChatClient::Options agent(std::string login) const
    {
        return {
            .name = login,
            .port = m_server->port(),
            .agent = true,
            .login = login,
            .password = password.toStdString()
        };
    }

    // Lets what is on its way arrive, stops the server, and compares what all lived through with what is
    // stored.
    void end(const std::vector<ChatClient*>& clients)
    {
        std::size_t events = 0;
        const auto quiet = [&] {
            std::size_t now = 0;
            for (const auto* client : clients)
                now += client->view().events().size() + client->unanswered();
            return std::exchange(events, now) == now;
        };
        for (int still = 0; still < 3;) {
            (void)wait_for(*m_loop, [] { return false; }, Millis(400));
            still = quiet() ? still + 1 : 0;
        }
        std::vector<history::Ledger> ledgers;
        for (auto* client : clients) {
            ledgers.push_back(client->ledger());
            client->disconnect();
        }
        (void)wait_for(*m_loop, [&] { return std::ranges::none_of(clients, &ChatClient::connected); });
        QCOMPARE(m_server->terminate(), 0);
        QCOMPARE(print(history::check(ledgers, stored_logs(m_server->folder()))), QString());
    }

    std::unique_ptr<ModelServerProcess> m_model;
    std::unique_ptr<ServerProcess> m_server;
    std::unique_ptr<asio::io_context> m_loop;
};

QTEST_GUILESS_MAIN(ChatClientTest)
#include "chat_client_test.moc"
