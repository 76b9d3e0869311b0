#include <string> // first: moc of Qt 6.4 stumbles when <chrono> is the first standard header it meets

#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/client/wait_for.hpp"

#include <QTest>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

// Who may reach what, on the real server over its real protocol.

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;

namespace {

struct Scene
{
    Scene()
    {
        server.addAgent("dee", "Dee", "a long password");
        server.start();
    }

    ChatClient::Options customer() const
    {
        ChatClient::Options options;
        options.port = server.port();
        options.reconnect = false;
        return options;
    }
    ChatClient::Options agent(const std::string& password = "a long password") const
    {
        auto options = customer();
        options.agent = true;
        options.login = "dee";
        options.password = password;
        return options;
    }
    bool until(const std::function<bool()>& holds) { return wait_for(loop, holds); }

    boost::asio::io_context loop;
    ServerProcess server;
};

// The first line of the answer to a WebSocket upgrade, without the reason.
QByteArray upgrade(std::uint16_t port, const QByteArray& path, const QByteArray& origin)
{
    boost::asio::io_context loop;
    boost::asio::ip::tcp::socket socket(loop);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    const QByteArray request =
        "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + QByteArray::number(port) +
        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
        (origin.isEmpty() ? QByteArray() : "Origin: " + origin + "\r\n") + "\r\n";
    boost::asio::write(socket, boost::asio::buffer(request.constData(), std::size_t(request.size())));
    std::string answer;
    boost::system::error_code ec;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(answer), "\r\n", ec);
    return QByteArray::fromStdString(answer.substr(0, 12));
}

} // namespace

class SecurityTest : public QObject
{
    Q_OBJECT

private slots:
    void a_foreign_conversation_looks_like_none();
    void a_customer_may_not_do_what_staff_do();
    void wrong_passwords_are_refused_and_counted();
    void a_disabled_agent_cannot_come_back();
    void pages_of_other_origins_cannot_connect_data();
    void pages_of_other_origins_cannot_connect();
    void texts_and_secrets_are_not_in_the_log();
};

void SecurityTest::a_foreign_conversation_looks_like_none()
{
    Scene scene;
    ChatClient ana(scene.loop, scene.customer());
    ChatClient eve(scene.loop, scene.customer());
    ana.connect();
    eve.connect();
    QVERIFY(scene.until([&] { return ana.connected() && eve.connected(); }));
    ana.start("Where is my parcel?");
    QVERIFY(scene.until([&] { return !ana.conversation().empty(); }));

    const ConversationId made_up("cnv_00000000000000000000000000");
    const auto about = [&](const ConversationId& id) {
        std::vector<ClientMsgId> asked{
            eve.send(MessageSend{{}, id, "hello", {}, {}}),
            eve.send(HistoryRead{{}, id, 0}),
            eve.send(PersonRequest{{}, id}),
            eve.send(RatingSubmit{{}, id, 5, {}}),
        };
        std::vector<std::string> answers;
        for (const auto& command : asked) {
            if (!scene.until([&] { return eve.answer(command) != nullptr; }))
                return std::vector<std::string>{"no answer"};
            const auto* refused = std::get_if<Rejected>(eve.answer(command));
            answers.push_back(refused != nullptr ? refused->name + "/" + refused->message : "granted");
        }
        return answers;
    };
    const auto foreign = about(ana.conversation());
    QCOMPARE(foreign.size(), std::size_t(4));
    for (const auto& answer : foreign)
        QVERIFY2(answer.starts_with("not_found"), answer.c_str());
    QCOMPARE(foreign, about(made_up));
    QVERIFY(eve.view(ana.conversation()).events().empty());
}

void SecurityTest::a_customer_may_not_do_what_staff_do()
{
    Scene scene;
    ChatClient ana(scene.loop, scene.customer());
    ana.connect();
    QVERIFY(scene.until([&] { return ana.connected(); }));
    ana.start("Where is my parcel?");
    QVERIFY(scene.until([&] { return !ana.conversation().empty(); }));
    const auto id = ana.conversation();
    for (const auto& command : {
             ana.send(NoteAdd{{}, id, "note"}),
             ana.send(ConversationAccept{{}, id, 1}),
             ana.send(ConversationTakeOver{{}, id, 1}),
             ana.send(ConversationHandBack{{}, id, 1, {}}),
             ana.send(ConversationTransfer{{}, id, 1, {}, {}}),
             ana.send(ConversationResolve{{}, id, 1, true}),
             ana.send(ConversationWatch{{}, id, 0}),
             ana.send(PresenceSet{{}, Presence::available}),
         }) {
        QVERIFY(scene.until([&] { return ana.answer(command) != nullptr; }));
        const auto* refused = std::get_if<Rejected>(ana.answer(command));
        QVERIFY(refused != nullptr);
        QCOMPARE(refused->name, std::string("forbidden"));
    }
    QVERIFY(ana.queue().empty());
}

void SecurityTest::wrong_passwords_are_refused_and_counted()
{
    Scene scene;
    for (int i = 0; i < 10; ++i) {
        ChatClient guess(scene.loop, scene.agent("wrong password " + std::to_string(i)));
        guess.connect();
        QVERIFY(scene.until([&] { return guess.last_close().has_value(); }));
        QCOMPARE(int(*guess.last_close()), 4401);
    }
    // From here on even the right password has to wait: nobody guesses in peace.
    ChatClient late(scene.loop, scene.agent());
    late.connect();
    QVERIFY(scene.until([&] { return late.last_close().has_value(); }));
    QCOMPARE(int(*late.last_close()), 4429);
}

void SecurityTest::a_disabled_agent_cannot_come_back()
{
    Scene scene;
    auto options = scene.agent();
    options.reconnect = true;
    ChatClient dee(scene.loop, options);
    dee.connect();
    QVERIFY(scene.until([&] { return dee.connected(); }));
    QProcess disable;
    disable.start(
        serverProgram(),
        {"agent", "disable", "--config", scene.server.folder() + "/tandem.toml", "--login", "dee"}
    );
    QVERIFY(disable.waitForFinished(10000));
    QCOMPARE(disable.exitCode(), 0);
    dee.drop();
    QVERIFY(scene.until([&] { return dee.last_close() == std::uint16_t(4401); }));
}

void SecurityTest::pages_of_other_origins_cannot_connect_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<bool>("welcome");
    for (const char* path : {"/ws/customer", "/ws/agent"}) {
        QTest::addRow("%s own", path) << QByteArray(path) << QByteArray("OWN") << true;
        QTest::addRow("%s no browser", path) << QByteArray(path) << QByteArray() << true;
        for (const char* origin :
             {"null",
              "https://evil.example",
              "http://127.0.0.1",
              "http://127.0.0.1:1",
              "https://127.0.0.1.evil.example"}) {
            QTest::addRow("%s %s", path, origin) << QByteArray(path) << QByteArray(origin) << false;
        }
    }
}

void SecurityTest::pages_of_other_origins_cannot_connect()
{
    static Scene scene;
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, origin);
    QFETCH(bool, welcome);
    if (origin == "OWN") origin = "http://127.0.0.1:" + QByteArray::number(scene.server.port());
    QCOMPARE(
        upgrade(scene.server.port(), path, origin),
        welcome ? QByteArray("HTTP/1.1 101") : QByteArray("HTTP/1.1 403")
    );
}

void SecurityTest::texts_and_secrets_are_not_in_the_log()
{
    Scene scene;
    const std::string canary = "CANARY-OF-THIS-TEST";
    auto options = scene.customer();
    options.visitor_key = std::string(20, 'v') + canary + std::string(10, 'v');
    ChatClient ana(scene.loop, options);
    ChatClient dee(scene.loop, scene.agent());
    ChatClient wrong(scene.loop, scene.agent(canary));
    ana.connect();
    dee.connect();
    wrong.connect();
    QVERIFY(scene.until([&] { return ana.connected() && dee.connected() && wrong.last_close().has_value(); }
    ));
    ana.start("I want to talk to a person. " + canary);
    QVERIFY(scene.until([&] { return !ana.conversation().empty() && ana.view().last_seq() >= 3; }));
    scene.server.terminate();
    const auto log = scene.server.log();
    QVERIFY(log.contains("sign-in refused"));
    QVERIFY(!log.contains(canary.c_str()));
    QVERIFY(!log.contains("a long password"));
}

QTEST_GUILESS_MAIN(SecurityTest)
#include "security_test.moc"
