#include <cstdint> // moc cannot read <chrono> as the first of its headers

#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/client/wait_for.hpp"

#include <QRegularExpression>
#include <QTest>

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;

namespace {

// One customer in front of a server whose first API is a chat completions server and whose second speaks
// Anthropic's messages.
struct Scene
{
    explicit Scene(const QString& more_for_model = {}, const QString& more_for_provider = {})
    {
        first.start({"--first", "5", "--every", "1", "--tokens", "6"});
        second.start({"--first", "5", "--every", "1", "--tokens", "3"});
        auto settings = first.settings();
        settings["model"] += "name = \"first\"\nretries = 0\nbreaker_failures = 2\n" + more_for_model;
        settings["model"].remove("name = \"scripted\"\n");
        QString base = second.baseUrl();
        base.chop(3); // "/v1"
        settings["[provider]"] =
            QString("kind = \"anthropic\"\nbase_url = \"%1\"\nname = \"second\"\n").arg(base) +
            more_for_provider;
        server = std::make_unique<ServerProcess>(settings);
        server->addAgent("dee", "Dee", "a long password");
        server->start();
        ChatClient::Options options;
        options.port = server->port();
        customer = std::make_unique<ChatClient>(loop, options);
        customer->connect();
    }

    bool until(const std::function<bool()>& holds) { return wait_for(loop, holds); }

    // Which API answered, told by the length of what it says, or empty when there was no new answer in
    // time. Customers are not told the model's name.
    std::string who_answers(const std::string& question)
    {
        const auto* before = last();
        const Seq seen = before == nullptr ? 0 : seq;
        if (customer->conversation().empty()) {
            if (!until([&] { return customer->connected(); })) return {};
            customer->start(question);
        } else {
            customer->say(question);
        }
        if (!until([&] { return last() != nullptr && seq > seen; })) return {};
        return answer.text == "word1 word2 word3" ? "second" : "first";
    }

    const MessageAccepted* last()
    {
        for (const Event& event : customer->view(customer->conversation()).events()) {
            const auto* message = std::get_if<MessageAccepted>(&event.data);
            if (message == nullptr || event.actor.kind != ActorKind::bot || event.seq <= seq) continue;
            seq = event.seq;
            answer = *message;
        }
        return seq == 0 ? nullptr : &answer;
    }

    double metric(const QString& name) const
    {
        const QRegularExpression line(
            "^tandem_" + QRegularExpression::escape(name) + " (\\S+)$", QRegularExpression::MultilineOption
        );
        const auto match = line.match(QString::fromUtf8(server->get("/metrics")));
        return match.hasMatch() ? match.captured(1).toDouble() : -1;
    }

    boost::asio::io_context loop;
    ModelServerProcess first;
    ModelServerProcess second;
    std::unique_ptr<ServerProcess> server;
    std::unique_ptr<ChatClient> customer;
    Seq seq = 0;
    MessageAccepted answer;
};

} // namespace

class ProvidersTest : public QObject
{
    Q_OBJECT

private slots:
    void the_second_answers_when_the_first_is_gone_and_the_breaker_shows()
    {
        Scene scene;
        QCOMPARE(scene.who_answers("Where is my parcel?"), std::string("first"));
        scene.first.kill();
        QCOMPARE(scene.who_answers("And my other parcel?"), std::string("second"));
        QCOMPARE(scene.answer.text, std::string("word1 word2 word3"));
        QCOMPARE(scene.metric("model_breaker_open{provider=\"first\"}"), 0.0);
        QCOMPARE(scene.who_answers("And the third parcel?"), std::string("second"));
        QCOMPARE(scene.metric("model_breaker_open{provider=\"first\"}"), 1.0);
        QCOMPARE(scene.metric("model_breaker_open{provider=\"second\"}"), 0.0);
        QCOMPARE(scene.metric("model_requests_total{provider=\"first\"}"), 3.0);
        QCOMPARE(scene.who_answers("And the fourth parcel?"), std::string("second"));
        QCOMPARE(scene.metric("model_requests_total{provider=\"first\"}"), 3.0); // left alone
        QCOMPARE(scene.metric("model_answers_total{provider=\"second\"}"), 3.0);
    }

    void the_log_names_the_model_and_what_it_was_told()
    {
        Scene scene;
        QCOMPARE(scene.who_answers("Where is my parcel?"), std::string("first"));
        QVERIFY(scene.answer.model.empty()); // not for customers
        ChatClient::Options options;
        options.port = scene.server->port();
        options.agent = true;
        options.login = "dee";
        options.password = "a long password";
        ChatClient agent(scene.loop, options);
        agent.connect();
        QVERIFY(scene.until([&] { return agent.connected(); }));
        const auto id = scene.customer->conversation();
        agent.watch(id);
        QVERIFY(scene.until([&] { return agent.view(id).last_message_of(ActorKind::bot) != nullptr; }));
        QCOMPARE(agent.view(id).last_message_of(ActorKind::bot)->model, std::string("first (answer.v2)"));
    }

    void the_first_word_comes_from_who_is_quicker()
    {
        Scene scene("hedge_ms = 100\n");
        // Both servers read the same script, so both are slow; the second is asked after 100 ms.
        QVERIFY(!scene.who_answers("Where is my parcel? !first=400").empty());
        QCOMPARE(scene.metric("model_hedges_total{provider=\"first\"}"), 1.0);
    }

    void nothing_is_asked_above_the_budget()
    {
        const QString price = "output_price = 1000\n"; // 600 tokens may cost 0.6
        Scene scene(price + "budget_conversation = 0.61\n", price);
        QCOMPARE(scene.who_answers("Where is my parcel?"), std::string("first"));
        const double asked = scene.metric("model_requests_total{provider=\"first\"}");
        QCOMPARE(asked, 1.0);
        // What the first answer has cost leaves room for no second one, with either provider.
        scene.customer->say("And my other parcel? !tokens=20");
        QVERIFY(scene.until([&] {
            const auto& view = scene.customer->view(scene.customer->conversation());
            return view.owner().kind == OwnerKind::queue || scene.last()->text.contains("word20");
        }));
        scene.customer->say("And the third parcel? !tokens=20");
        QVERIFY(scene.until([&] {
            return scene.customer->view(scene.customer->conversation()).owner().kind == OwnerKind::queue;
        }));
        QVERIFY(scene.metric("model_turned_away_total{provider=\"first\",reason=\"budget\"}") >= 1);
        QVERIFY(scene.metric("model_cost_total{provider=\"first\"}") <= 0.61);
        QCOMPARE(scene.metric("model_requests_total{provider=\"second\"}"), 0.0);
    }
};

QTEST_GUILESS_MAIN(ProvidersTest)
#include "providers_test.moc"
