#include "shared/text/code_points.hpp"
#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/client/wait_for.hpp"

#include <QRegularExpression>
#include <QTest>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

// Taking over in the middle of an answer, over the real protocol with the real server and a model that
// speaks the real wire format: the model's connection is closed, what the customer has seen is sealed, and
// the bot says nothing more.

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;

namespace {

// The model server's own account of its connections (GET /stats).
int stat_of(std::uint16_t port, const QString& name)
{
    boost::asio::io_context loop;
    boost::asio::ip::tcp::socket socket(loop);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    boost::asio::write(socket, boost::asio::buffer(std::string("GET /stats HTTP/1.1\r\nHost: x\r\n\r\n")));
    std::string answer;
    boost::system::error_code ec;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(answer), "}", ec);
    const auto match = QRegularExpression("\"" + name + "\":(\\d+)").match(QString::fromStdString(answer));
    return match.hasMatch() ? match.captured(1).toInt() : -1;
}

// A customer in front of a slow answer, and an agent who watches.
struct Scene
{
    Scene()
    {
        model.start();
        server = std::make_unique<ServerProcess>(model.settings());
        server->addAgent("dee", "Dee", "a long password");
        server->start();
        ChatClient::Options options;
        options.port = server->port();
        customer = std::make_unique<ChatClient>(loop, options);
        options.agent = true;
        options.login = "dee";
        options.password = "a long password";
        agent = std::make_unique<ChatClient>(loop, options);
        customer->connect();
        agent->connect();
    }

    bool until(const std::function<bool()>& holds) { return wait_for(loop, holds); }

    const ConversationId& id() const { return customer->conversation(); }
    const TurnView* turn() const
    {
        const auto& turns = customer->view(id()).turns();
        return turns.empty() ? nullptr : &turns.rbegin()->second;
    }

    // The customer asks, the agent watches, and a good piece of a long answer has been shown.
    bool in_mid_answer()
    {
        if (!until([&] { return customer->connected() && agent->connected(); })) return false;
        customer->start("Where is my parcel? !first=20 !every=30 !tokens=400");
        if (!until([&] { return !id().empty(); })) return false;
        agent->watch(id());
        return until([&] {
            return turn() != nullptr && turn()->length > 60 && agent->view(id()).last_seq() >= 2;
        });
    }

    bool take_over()
    {
        const auto command = agent->send(ConversationTakeOver{{}, id(), agent->view(id()).owner_epoch()});
        return until([&] { return agent->was_accepted(command); });
    }

    boost::asio::io_context loop;
    ModelServerProcess model;
    std::unique_ptr<ServerProcess> server;
    std::unique_ptr<ChatClient> customer;
    std::unique_ptr<ChatClient> agent;
};

template <class T>
std::vector<const Event*> events_of(const ConversationView& view)
{
    std::vector<const Event*> found;
    for (const Event& event : view.events()) {
        if (std::holds_alternative<T>(event.data)) found.push_back(&event);
    }
    return found;
}

} // namespace

class TakeoverTest : public QObject
{
    Q_OBJECT

private slots:
    void in_mid_answer_seals_what_was_seen_and_closes_the_model();
    void the_packet_holds_the_cut_answer_for_the_agent_only();
    void the_bot_answers_again_after_it_is_handed_back();
    void of_two_who_take_at_once_one_wins();
};

void TakeoverTest::in_mid_answer_seals_what_was_seen_and_closes_the_model()
{
    Scene scene;
    QVERIFY(scene.in_mid_answer());
    QCOMPARE(stat_of(scene.model.port(), "open"), 1);
    QVERIFY(scene.take_over());
    QVERIFY(scene.until([&] {
        return !events_of<ConversationTakenOver>(scene.customer->view(scene.id())).empty();
    }));

    // What the customer had seen in deltas is exactly what is stored, and its length is the offset.
    const std::string seen = scene.turn()->text;
    const auto* sealed = scene.customer->view(scene.id()).last_message_of(ActorKind::bot);
    QVERIFY(sealed != nullptr && sealed->interrupted.has_value());
    QCOMPARE(sealed->text, seen);
    QCOMPARE(std::size_t(sealed->interrupted->offset), text::count_code_points(seen));
    QCOMPARE(sealed->interrupted->by.name, std::string("Dee"));

    // The model works for nobody any more. Its next write finds the connection closed.
    QVERIFY(scene.until([&] { return stat_of(scene.model.port(), "open") == 0; }));
    QCOMPARE(stat_of(scene.model.port(), "aborted"), 1);

    // The bot adds nothing, and the customer is told once who took over.
    let_pass(scene.loop, Millis(1'000));
    const auto& view = scene.customer->view(scene.id());
    QCOMPARE(scene.turn()->text, seen);
    QCOMPARE(events_of<ConversationTakenOver>(view).size(), std::size_t(1));
    int from_bot = 0;
    for (const Event* message : events_of<MessageAccepted>(view))
        from_bot += message->actor.kind == ActorKind::bot;
    QCOMPARE(from_bot, 1);
    QCOMPARE(view.anomalies().strays, 0);
}

void TakeoverTest::the_packet_holds_the_cut_answer_for_the_agent_only()
{
    Scene scene;
    QVERIFY(scene.in_mid_answer());
    QVERIFY(scene.take_over());
    QVERIFY(scene.until([&] {
        return !events_of<ConversationTakenOver>(scene.customer->view(scene.id())).empty() &&
               !events_of<ConversationTakenOver>(scene.agent->view(scene.id())).empty();
    }));
    const auto& for_agent = std::get<ConversationTakenOver>(
        events_of<ConversationTakenOver>(scene.agent->view(scene.id())).front()->data
    );
    const auto& for_customer = std::get<ConversationTakenOver>(
        events_of<ConversationTakenOver>(scene.customer->view(scene.id())).front()->data
    );
    QVERIFY(for_agent.packet.has_value());
    QVERIFY(for_agent.packet->partial.has_value());
    QCOMPARE(for_agent.packet->trigger, Trigger::agent_takeover);
    QVERIFY(!for_agent.packet->summary.wants.text.empty());
    QVERIFY(!for_customer.packet.has_value());
}

void TakeoverTest::the_bot_answers_again_after_it_is_handed_back()
{
    Scene scene;
    QVERIFY(scene.in_mid_answer());
    QVERIFY(scene.take_over());
    QVERIFY(scene.until([&] { return scene.agent->view(scene.id()).owner().kind == OwnerKind::agent; }));
    scene.agent->say("One moment, please.");
    QVERIFY(scene.until([&] {
        return scene.customer->view(scene.id()).last_message_of(ActorKind::agent) != nullptr;
    }));
    scene.agent->send(ConversationHandBack{{}, scene.id(), scene.agent->view(scene.id()).owner_epoch(), {}}
    );
    QVERIFY(scene.until([&] { return scene.customer->view(scene.id()).owner().kind == OwnerKind::bot; }));
    scene.customer->say("And when will it arrive? !first=10 !every=2 !tokens=5");
    QVERIFY(scene.until([&] {
        const auto* last = scene.customer->view(scene.id()).last_message_of(ActorKind::bot);
        return last != nullptr && !last->interrupted && last->text == "word1 word2 word3 word4 word5";
    }));
}

void TakeoverTest::of_two_who_take_at_once_one_wins()
{
    Scene scene;
    scene.server->addAgent("eli", "Eli", "a long password");
    ChatClient::Options options;
    options.port = scene.server->port();
    options.agent = true;
    options.login = "eli";
    options.password = "a long password";
    ChatClient other(scene.loop, options);
    other.connect();
    QVERIFY(scene.in_mid_answer());
    other.watch(scene.id());
    QVERIFY(scene.until([&] { return other.view(scene.id()).last_seq() >= 2; }));

    const Epoch epoch = scene.agent->view(scene.id()).owner_epoch();
    const auto first = scene.agent->send(ConversationTakeOver{{}, scene.id(), epoch});
    const auto second = other.send(ConversationTakeOver{{}, scene.id(), epoch});
    QVERIFY(scene.until([&] {
        return scene.agent->answer(first) != nullptr && other.answer(second) != nullptr;
    }));
    QCOMPARE(int(scene.agent->was_accepted(first)) + int(other.was_accepted(second)), 1);
    const auto* lost = scene.agent->was_accepted(first) ? other.answer(second) : scene.agent->answer(first);
    QCOMPARE(std::get<Rejected>(*lost).name, std::string("already_taken"));
}

QTEST_GUILESS_MAIN(TakeoverTest)
#include "takeover_test.moc"
