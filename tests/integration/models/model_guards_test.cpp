#include "shared/base/ids.hpp"
#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/client/wait_for.hpp"

#include <QRegularExpression>
#include <QTest>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;

namespace {

// The real server before a model that says what the customer orders (!text=).
struct Scene
{
    explicit Scene(const QString& for_model)
    {
        model.start({"--first", "5", "--every", "1", "--tokens", "4"});
        auto settings = model.settings();
        settings["model"].remove("grounding = false\n").remove("cache_entries = 0\n");
        settings["model"] += for_model;
        server = std::make_unique<ServerProcess>(settings);
        server->importKnowledge(TANDEM_SOURCE_DIR "/resources/knowledge/articles");
        server->start();
    }

    // What the bot says to somebody new.
    std::string answer_to(const std::string& question)
    {
        ChatClient::Options options;
        options.port = server->port();
        ChatClient customer(loop, options);
        customer.connect();
        if (!wait_for(loop, [&] { return customer.connected(); })) return {};
        customer.start(question);
        const auto answer = [&]() -> const MessageAccepted* {
            return customer.conversation().empty()
                       ? nullptr
                       : customer.view(customer.conversation()).last_message_of(ActorKind::bot);
        };
        if (!wait_for(loop, [&] { return answer() != nullptr; })) return {};
        return answer()->text;
    }

    // The body of the latest request that the model got.
    QString last_request() const
    {
        boost::asio::io_context own;
        boost::asio::ip::tcp::socket socket(own);
        socket.connect({boost::asio::ip::make_address("127.0.0.1"), model.port()});
        boost::asio::write(
            socket, boost::asio::buffer(std::string("GET /last HTTP/1.1\r\nHost: x\r\n\r\n"))
        );
        socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send);
        std::string all;
        boost::system::error_code ended;
        boost::asio::read(socket, boost::asio::dynamic_buffer(all), ended);
        return QString::fromStdString(all);
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
    ModelServerProcess model;
    std::unique_ptr<ServerProcess> server;
};

} // namespace

class ModelGuardsTest : public QObject
{
    Q_OBJECT

private slots:
    void personal_values_stay_here_and_come_back_in_the_answer()
    {
        Scene scene("grounding = false\n");
        const auto answer = scene.answer_to("I am ann.canary@example.com, card 4111 1111 1111 1111. "
                                            "!text=We write to [EMAIL_1] about [CARD_1]");
        QCOMPARE(
            answer,
            std::string("We write to ann.canary@example.com about "
                        "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2 1111")
        );
        const auto request = scene.last_request();
        QVERIFY(request.contains("[EMAIL_1]"));
        QVERIFY(!request.contains("canary"));
        QVERIFY(!request.contains("1111"));
        QCOMPARE(scene.metric("model_values_hidden_total"), 2.0);
    }

    void what_no_article_supports_is_not_said()
    {
        Scene scene("");
        const auto answer = scene.answer_to("How long may I return a lamp? !text=You can return a lamp "
                                            "within 365 days of delivery. Log in at "
                                            "https://evil.example/login now. I have refunded your order.");
        QVERIFY(!answer.empty());
        for (const char* forbidden : {"365", "evil", "refunded your"})
            QVERIFY2(!answer.contains(forbidden), answer.c_str());
        QCOMPARE(scene.metric("model_sentences_withheld_total"), 3.0);
        QCOMPARE(scene.metric("model_answers_replaced_total"), 1.0);
    }

    void the_same_question_of_two_customers_is_one_request()
    {
        Scene scene("grounding = false\n");
        const std::string first = scene.answer_to("How do I reset my password?");
        QCOMPARE(first, std::string("word1 word2 word3 word4"));
        QCOMPARE(scene.answer_to("hello, how do I reset my password please"), first);
        QCOMPARE(scene.metric("model_requests_total{provider=\"scripted\"}"), 1.0);
        QCOMPARE(scene.metric("answer_cache_hits_total{match=\"equal\"}"), 1.0);
        // What is somebody's own is asked anew.
        QCOMPARE(scene.answer_to("How do I reset my password for ann@example.com?"), first);
        QCOMPARE(scene.answer_to("How do I reset my password for ann@example.com?"), first);
        QCOMPARE(scene.metric("model_requests_total{provider=\"scripted\"}"), 3.0);
    }
};

QTEST_GUILESS_MAIN(ModelGuardsTest)
#include "model_guards_test.moc"
