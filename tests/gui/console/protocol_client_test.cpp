#include "agent-app/net/protocol_client.hpp"

#include "tests/gui/console/scripted_server.hpp"

#include <QSignalSpy>
#include <QTest>

using namespace tandem;
using namespace tandem::console;
using namespace tandem::console::test;
using namespace std::chrono_literals;

class ProtocolClientTest final : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        ManualClock clock;
        SeededRandom random{1};
        ScriptedServer server;
        ProtocolClient client{server.factory(), clock, random, QStringLiteral("test")};

        void connectNow()
        {
            client.start(
                QUrl(QStringLiteral("ws://host/ws/agent")), {.login = "dee", .password = "secret"}
            );
            server.accept();
            server.say(protocol::Welcome{.token = "tok", .heartbeat_ms = 15'000});
        }

        // Time passes as it does: in steps of a tick.
        void pass(Millis time)
        {
            for (Millis step{0}; step < time; step += 250ms) {
                clock.advance(250ms);
                client.tick();
            }
        }

        // The next attempt after a cut.
        void reconnect()
        {
            const int before = server.attempts;
            for (int i = 0; i < 200 && server.attempts == before; ++i)
                pass(250ms);
            server.accept();
            server.say(protocol::Welcome{});
        }

        protocol::ConversationAccept command()
        {
            return {.id = client.newId(), .conversation_id = ConversationId("c")};
        }
    };

private Q_SLOTS:
    void hello_shows_the_password_once_and_the_token_from_then_on()
    {
        Fixture f;
        f.connectNow();
        QCOMPARE(f.server.sent<protocol::Hello>().back().password, std::optional<std::string>("secret"));
        f.server.forget();
        f.server.cut();
        f.reconnect();
        const auto hello = f.server.sent<protocol::Hello>().back();
        QVERIFY(!hello.password && !hello.login);
        QCOMPARE(hello.token, std::optional<std::string>("tok"));
    }

    void an_answer_reaches_its_command()
    {
        Fixture f;
        f.connectNow();
        std::vector<int> answers;
        const auto first = f.command();
        const auto second = f.command();
        f.client.request(first, this, [&](const Reply& r) {
            answers.push_back(std::holds_alternative<protocol::Accepted>(r) ? 1 : -1);
        });
        f.client.request(second, this, [&](const Reply& r) {
            answers.push_back(std::holds_alternative<protocol::Rejected>(r) ? 2 : -2);
        });
        f.server.say(protocol::Rejected{.id = second.id, .code = 1010});
        f.server.say(protocol::Accepted{.id = first.id});
        f.server.say(protocol::Accepted{.id = first.id}); // twice, as after a repeat
        QCOMPARE(answers, (std::vector<int>{2, 1}));
    }

    void an_unanswered_command_is_repeated_with_its_id_after_a_reconnect()
    {
        Fixture f;
        f.connectNow();
        const auto command = f.command();
        int answers = 0;
        f.client.request(command, this, [&](const Reply&) { ++answers; });
        f.server.cut();
        f.server.forget();
        f.reconnect();
        const auto again = f.server.sent<protocol::ConversationAccept>();
        QCOMPARE(again.size(), 1u);
        QCOMPARE(again.front().id, command.id);
        QCOMPARE(answers, 0);
        f.server.say(protocol::Accepted{.id = command.id});
        QCOMPARE(answers, 1);
    }

    void who_asked_to_be_told_is_told_of_a_loss_and_nothing_is_repeated()
    {
        Fixture f;
        f.connectNow();
        bool lost = false;
        const auto told = [&](const Reply& r) { lost = std::holds_alternative<ConnectionLost>(r); };
        f.client.request(f.command(), this, told, ProtocolClient::OnLoss::Tell);
        f.server.cut();
        QVERIFY(lost);
        f.server.forget();
        f.reconnect();
        QVERIFY(f.server.sent<protocol::ConversationAccept>().empty());
    }

    void a_command_without_an_answer_ends_after_ten_seconds_of_connection()
    {
        Fixture f;
        f.connectNow();
        bool none = false;
        f.client.request(f.command(), this, [&](const Reply& r) {
            none = std::holds_alternative<NoAnswer>(r);
        });
        f.pass(6s);
        f.server.cut(); // offline time does not count
        f.reconnect();
        f.pass(4s);
        f.server.say(protocol::Pong{});
        f.pass(5s);
        QVERIFY(!none);
        f.pass(2s);
        QVERIFY(none);
    }

    void a_dead_peer_is_noticed_within_twenty_seconds()
    {
        Fixture f;
        f.connectNow();
        QSignalSpy lost(&f.client, &ProtocolClient::connectionLost);
        f.pass(15s);
        QCOMPARE(lost.count(), 0);
        QVERIFY(!f.server.sent<protocol::Ping>().empty());
        f.pass(5s);
        QCOMPARE(lost.count(), 1);
    }

    void a_peer_that_answers_is_kept()
    {
        Fixture f;
        f.connectNow();
        QSignalSpy lost(&f.client, &ProtocolClient::connectionLost);
        for (int i = 0; i < 60; ++i) {
            f.pass(2s);
            f.server.say(protocol::Pong{});
        }
        QCOMPARE(lost.count(), 0);
    }

    void after_a_sleep_the_connection_is_doubted_and_replaced_within_five_seconds()
    {
        Fixture f;
        f.connectNow();
        const int before = f.server.attempts;
        f.clock.advance(1h);
        f.client.tick();
        QVERIFY(!f.server.sent<protocol::Ping>().empty());
        f.pass(4s);
        QVERIFY(f.server.attempts > before);
    }

    void after_a_sleep_a_wait_ends()
    {
        Fixture f;
        f.connectNow();
        for (int i = 0; i < 12; ++i) {
            f.server.cut();
            const int before = f.server.attempts;
            for (int k = 0; k < 200 && f.server.attempts == before; ++k)
                f.pass(250ms);
        }
        f.server.cut(); // the next wait may be half a minute
        const int before = f.server.attempts;
        f.client.wake();
        QCOMPARE(f.server.attempts, before + 1);
    }

    void a_refusal_ends_it()
    {
        Fixture f;
        QSignalSpy refused(&f.client, &ProtocolClient::refused);
        f.client.start(QUrl(QStringLiteral("ws://host/ws/agent")), {.login = "dee", .password = "wrong"});
        f.server.accept();
        f.server.cut(4401);
        QCOMPARE(refused.count(), 1);
        QCOMPARE(refused.front().front().value<quint16>(), quint16(4401));
        f.pass(120s);
        QCOMPARE(f.server.attempts, 1);
    }

    void unreadable_and_unknown_frames_are_counted_and_change_nothing()
    {
        Fixture f;
        f.connectNow();
        QSignalSpy received(&f.client, &ProtocolClient::received);
        for (const char* text :
             {"",
              "{",
              "[]",
              "null",
              R"({"type":"from.the.future","x":1})",
              R"({"type":"event"})",
              "\xff\xfe"}) {
            f.server.sayText(text);
        }
        QVERIFY(f.client.unreadableFrames() >= 5);
        QVERIFY(f.client.isWelcome());
        f.server.say(protocol::QueueSnapshot{});
        QVERIFY(received.count() >= 1);
    }

    void a_dead_context_is_not_called()
    {
        Fixture f;
        f.connectNow();
        const auto command = f.command();
        bool called = false;
        {
            QObject view;
            f.client.request(command, &view, [&](const Reply&) { called = true; });
        }
        f.server.say(protocol::Accepted{.id = command.id});
        QVERIFY(!called);
    }

    void too_many_unanswered_commands_are_refused_here()
    {
        Fixture f;
        f.connectNow();
        int refused = 0;
        for (std::size_t i = 0; i < ProtocolClient::maxPending + 5; ++i) {
            f.client.request(f.command(), this, [&](const Reply& r) {
                refused += std::holds_alternative<protocol::Rejected>(r) ? 1 : 0;
            });
        }
        QCOMPARE(refused, 5);
    }
};

QTEST_GUILESS_MAIN(ProtocolClientTest)
#include "protocol_client_test.moc"
