// Server and client with TLS, against each other.

#include "backend/net/http_client.hpp"
#include "backend/net/http_server.hpp"
#include "tests/support/certificate/certificate.hpp"

#include <QTemporaryDir>
#include <QtTest>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>
#include <stdexcept>

using namespace tandem;
using namespace tandem::net;
using namespace std::chrono_literals;

class TlsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(folder_.isValid());
        testing::make_certificate("localhost", file("server.pem"), file("server.key"));
        testing::make_certificate("localhost", file("other.pem"), file("other.key"));
    }

    void init()
    {
        loop_ = std::make_unique<asio::io_context>(1);
        HttpServerSettings settings;
        settings.port = 0;
        settings.tls = {file("server.pem"), file("server.key")};
        settings.limits.tls_time = 200ms;
        server_ = create_http_server(*loop_, settings);
        server_->get("/", [](const HttpRequest&) { return HttpResponse{.body = "private"}; });
        StaticFile large;
        large.body.assign(3'000'000, 'x');
        server_->serve_files({{"/large", large}});
        server_->start();
    }

    void cleanup()
    {
        QCOMPARE(server_->counters().unexpected_exceptions_total, 0U);
        server_.reset();
        loop_.reset();
    }

    void server_is_believed_only_with_its_certificate_and_name_data()
    {
        QTest::addColumn<QString>("trusted");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("expected");
        QTest::newRow("trusted") << "server.pem" << "localhost" << "200 private";
        QTest::newRow("unknown") << "" << "localhost" << "unavailable connect";
        QTest::newRow("somebody else's") << "other.pem" << "localhost" << "unavailable connect";
        QTest::newRow("other name") << "server.pem" << "127.0.0.1" << "unavailable connect";
    }

    void server_is_believed_only_with_its_certificate_and_name()
    {
        QFETCH(QString, trusted);
        QFETCH(QString, host);
        QFETCH(QString, expected);
        const auto client = client_that_trusts(trusted);
        QCOMPARE(fetch(*client, "https://" + host.toStdString() + ":" + port() + "/"), expected);
    }

    void connection_is_kept()
    {
        const auto client = client_that_trusts("server.pem");
        for (int i = 0; i < 5; ++i)
            QCOMPARE(fetch(*client, "https://localhost:" + port() + "/"), QString("200 private"));
        QCOMPARE(server_->counters().connections_total, 1U);
    }

    void large_body_arrives_whole()
    {
        const auto client = client_that_trusts("server.pem");
        QCOMPARE(
            fetch(*client, "https://localhost:" + port() + "/large"), "200 " + QString(3'000'000, 'x')
        );
    }

    void websocket_works_over_tls()
    {
        // Given a route that answers each text with two frames and ends
        struct Handler final : WebSocketHandler
        {
            explicit Handler(WebSocket& s) : socket(s) {}
            void on_text(std::string_view text) override
            {
                socket.send(std::make_shared<const std::string>(text));
                socket.send(std::make_shared<const std::string>(200, 'x'));
                socket.close(4000, {});
            }
            void on_closed() override {}
            WebSocket& socket;
        };
        server_->websocket("/ws", {}, {}, [](WebSocket& socket) {
            return std::make_unique<Handler>(socket);
        });

        // When a client says "hi"
        std::string answer;
        const auto talk = [&]() -> Task<void> {
            asio::ssl::context context(asio::ssl::context::tls_client);
            asio::ssl::stream<asio::ip::tcp::socket> stream(*loop_, context);
            const asio::ip::tcp::endpoint endpoint(asio::ip::address_v4::loopback(), server_->port());
            co_await stream.next_layer().async_connect(endpoint, use_task);
            co_await stream.async_handshake(asio::ssl::stream_base::client, use_task);
            const std::string request = "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                                        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            co_await asio::async_write(stream, asio::buffer(request), use_task);
            std::string head;
            co_await asio::async_read_until(stream, asio::dynamic_buffer(head), "\r\n\r\n", use_task);
            const std::string frame("\x81\x82\0\0\0\0hi\x88\x80\0\0\0\0", 14);
            co_await asio::async_write(stream, asio::buffer(frame), use_task);
            // Reads to the end, which is an error one way or another.
            co_await asio::async_read(stream, asio::dynamic_buffer(answer), asio::as_tuple(use_task));
        };
        loop_->restart();
        bool done = false;
        asio::co_spawn(*loop_, talk(), [&](const std::exception_ptr& error) {
            done = error == nullptr;
            loop_->stop();
        });
        loop_->run_for(5s);

        // Then it gets both frames and the close frame
        QVERIFY(done);
        const std::string expected =
            "\x81\x02hi" + std::string("\x81\x7E\x00\xC8", 4) + std::string(200, 'x') + "\x88\x02\x0F\xA0";
        QCOMPARE(answer, expected);
    }

    void plain_text_to_the_tls_port_is_cut()
    {
        const auto client = client_that_trusts("server.pem");
        QCOMPARE(fetch(*client, "http://localhost:" + port() + "/"), QString("unavailable head"));
        QCOMPARE(fetch(*client, "https://localhost:" + port() + "/"), QString("200 private"));
    }

    void handshake_has_a_deadline()
    {
        asio::ip::tcp::socket silent(*loop_);
        silent.connect({asio::ip::address_v4::loopback(), server_->port()});
        loop_->restart();
        const auto end = std::chrono::steady_clock::now() + 3s;
        const auto gone = [&] {
            const auto counters = server_->counters();
            return counters.connections_total == 1 && counters.connections_now == 0;
        };
        while (!gone() && std::chrono::steady_clock::now() < end)
            loop_->run_one_for(100ms);
        QVERIFY(gone());
    }

    void strict_transport_security_is_told()
    {
        const auto client = client_that_trusts("server.pem");
        std::optional<Result<IncomingResponse>> answer;
        fetch(*client, "https://localhost:" + port() + "/", &answer);
        QVERIFY(answer && *answer);
        QVERIFY(!(*answer)->header("strict-transport-security").empty());
    }

    void start_says_what_is_wrong_with_the_files_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("key");
        QTest::newRow("no certificate") << "missing.pem" << "server.key";
        QTest::newRow("no key") << "server.pem" << "missing.key";
        QTest::newRow("key of another") << "server.pem" << "other.key";
    }

    void start_says_what_is_wrong_with_the_files()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, key);
        HttpServerSettings settings;
        settings.port = 0;
        settings.tls = {file(certificate), file(key)};
        const auto server = create_http_server(*loop_, settings);
        try {
            server->start();
            QFAIL("it started");
        } catch (const std::runtime_error& e) {
            QVERIFY(std::string(e.what()).starts_with("The TLS "));
        }
    }

private:
    std::string file(const QString& name) const { return folder_.filePath(name).toStdString(); }
    std::string port() const { return std::to_string(server_->port()); }

    std::unique_ptr<HttpClient> client_that_trusts(const QString& name)
    {
        HttpClientSettings settings;
        if (!name.isEmpty()) settings.ca_file = file(name);
        return create_http_client(*loop_, settings);
    }

    QString fetch(
        HttpClient& client, const std::string& url, std::optional<Result<IncomingResponse>>* out = nullptr
    )
    {
        OutgoingRequest request;
        request.method = "GET";
        request.url = url;
        request.deadline = Deadline::after(system_clock(), 5s);
        std::optional<Result<IncomingResponse>> answer;
        asio::co_spawn(
            *loop_,
            client.fetch(std::move(request), {}),
            [&](const std::exception_ptr&, Result<IncomingResponse> result) {
                answer = std::move(result);
                loop_->stop();
            }
        );
        loop_->restart();
        loop_->run_for(10s);
        if (out) *out = answer;
        if (!answer) return "no answer";
        const auto& result = *answer;
        if (!result)
            return QString::fromStdString(
                std::string(errc_name(result.error().code)) + " " + result.error().detail
            );
        return QString::number(result->status) + " " + QString::fromStdString(result->body);
    }

    QTemporaryDir folder_;
    std::unique_ptr<asio::io_context> loop_;
    std::unique_ptr<HttpServer> server_;
};

QTEST_GUILESS_MAIN(TlsTest)
#include "tls_test.moc"
