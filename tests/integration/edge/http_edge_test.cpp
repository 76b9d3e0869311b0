#include "tests/integration/edge/edge_target.hpp"
#include "tests/integration/edge/raw_client.hpp"

#include <QtTest>
#include <memory>
#include <utility>
#include <vector>

using namespace tandem;
using namespace tandem::edge;

namespace {

const std::string host = "Host: localhost\r\n";

std::string get(const std::string& path, const std::string& fields = {})
{
    return "GET " + path + " HTTP/1.1\r\n" + host + fields + "\r\n";
}

} // namespace

class HttpEdgeTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { target_ = make_edge_target(); }
    void cleanupTestCase() { target_.reset(); }
    void cleanup()
    {
        provoked_exceptions_ += std::exchange(provoked_by_this_row_, 0);
        QCOMPARE(target_->complaint(provoked_exceptions_), std::string());
    }

    void every_answer_has_the_security_headers()
    {
        RawClient client(target_->port());
        client.send(get(target_->path()));
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, 200);
        QCOMPARE(missing_protection(answer), std::string());
        if (!target_->in_process()) return;

        client.send(get("/page"));
        const auto page = read_answer(client);
        QCOMPARE(page.status, 200);
        QCOMPARE(missing_protection(page), std::string());
        QCOMPARE(page.header("X-Frame-Options"), std::string("DENY"));
        QCOMPARE(
            page.header("Content-Security-Policy"),
            std::string("default-src 'none'; frame-ancestors 'none'")
        );
        QCOMPARE(page.header("Content-Type"), std::string("text/html; charset=utf-8"));
        QCOMPARE(page.header("Cache-Control"), std::string("no-cache"));

        client.send(get("/frame"));
        const auto frame = read_answer(client);
        QCOMPARE(frame.header("X-Frame-Options"), std::string());
        QCOMPARE(
            frame.header("Content-Security-Policy"),
            std::string("default-src 'self'; frame-ancestors https://shop.example")
        );
    }

    void unchanged_file_is_not_sent_again_data()
    {
        QTest::addColumn<QString>("if_none_match");
        QTest::addColumn<int>("status");
        QTest::newRow("same") << "\"v1\"" << 304;
        QTest::newRow("weak") << "W/\"v1\"" << 304;
        QTest::newRow("one of many") << "\"v0\", \"v1\"" << 304;
        QTest::newRow("any") << "*" << 304;
        QTest::newRow("other") << "\"v2\"" << 200;
        QTest::newRow("without quotes") << "v1" << 200;
    }

    void unchanged_file_is_not_sent_again()
    {
        if (!target_->in_process()) QSKIP("needs the file");
        QFETCH(QString, if_none_match);
        QFETCH(int, status);
        RawClient client(target_->port());
        client.send(get("/page", "If-None-Match: " + if_none_match.toStdString() + "\r\n"));
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("ETag"), std::string("\"v1\""));
        QCOMPARE(answer.body.empty(), status == 304);
        // The connection is still in step.
        client.send(get(target_->path()));
        QCOMPARE(read_answer(client).status, 200);
    }

    void head_is_answered_without_a_body()
    {
        if (!target_->in_process()) QSKIP("needs the file");
        RawClient client(target_->port());
        for (const char* path : {"/page", "/handler?q", "/nothing"}) {
            client.send("HEAD " + std::string(path) + " HTTP/1.1\r\n" + host + "\r\n");
            const auto answer = read_answer(client, patience, true);
            QCOMPARE(answer.status, std::string(path) == "/nothing" ? 404 : 200);
            QVERIFY(!answer.header("Content-Length").empty());
        }
        client.send(get(target_->path()));
        QCOMPARE(read_answer(client).status, 200);
    }

    // H-09
    void value_cannot_write_headers()
    {
        if (!target_->in_process()) QSKIP("needs the echo route");
        RawClient client(target_->port());
        client.send(get("/handler?a%0d%0aX-Injected:%20b"));
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("X-Injected"), std::string());
        QCOMPARE(answer.header("X-In"), std::string());
        QCOMPARE(answer.header("X-Broken"), std::string("a  X-In: b"));
    }

    // H-39
    void handler_that_throws_is_answered_without_internals()
    {
        if (!target_->in_process()) QSKIP("needs the route");
        provoked_by_this_row_ = 1;
        RawClient client(target_->port());
        client.send(get("/throws"));
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, 500);
        QCOMPARE(answer.body, std::string("internal server error\n"));
    }

    // H-06
    void connections_above_the_limit_are_refused()
    {
        auto small = make_in_process_target([](net::HttpServerSettings& settings) {
            settings.limits.connections = 3;
        });
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<RawClient>(small->port()));
            clients.back()->send(get("/healthz"));
            QCOMPARE(read_answer(*clients.back()).status, 200);
        }
        RawClient one_more(small->port());
        QCOMPARE(read_answer(one_more).status, 503);
        QVERIFY(one_more.read_to_end().empty() && one_more.closed());
        QCOMPARE(small->counters().refused_total, 1U);

        clients.pop_back();
        QTRY_COMPARE_WITH_TIMEOUT(small->counters().connections_now, 2U, 2'000);
        QCOMPARE(small->complaint(), std::string());
    }

    void forwarded_address_counts_only_from_a_proxy_data()
    {
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<QString>("forwarded");
        QTest::addColumn<QString>("expected");
        QTest::newRow("not a proxy") << false << "192.0.2.1" << "127.0.0.1";
        QTest::newRow("one") << true << "192.0.2.1" << "192.0.2.1";
        QTest::newRow("invented first") << true << "198.51.100.9, 192.0.2.1" << "192.0.2.1";
        QTest::newRow("through a second proxy") << true << "192.0.2.1, 127.0.0.1" << "192.0.2.1";
        QTest::newRow("IPv6") << true << "2001:DB8::1" << "2001:db8::1";
        QTest::newRow("not an address") << true << "192.0.2.1, evil" << "127.0.0.1";
        QTest::newRow("empty") << true << "" << "127.0.0.1";
    }

    void forwarded_address_counts_only_from_a_proxy()
    {
        QFETCH(bool, trusted);
        QFETCH(QString, forwarded);
        QFETCH(QString, expected);
        auto proxied = make_in_process_target([&](net::HttpServerSettings& settings) {
            if (trusted) settings.trusted_proxies = {"127.0.0.1"};
        });
        RawClient client(proxied->port());
        client.send(get("/handler", "X-Forwarded-For: " + forwarded.toStdString() + "\r\n"));
        QCOMPARE(QString::fromStdString(read_answer(client).header("X-Peer")), expected);
    }

    void drain_ends_idle_connections_and_waits_for_others()
    {
        auto ending = make_in_process_target();
        RawClient idle(ending->port());
        idle.send(get("/healthz"));
        QCOMPARE(read_answer(idle).status, 200);
        RawClient busy(ending->port());
        busy.send("GET /healthz HTTP/1.1\r\n");
        // An answer to somebody else: the server has read by now what was sent before.
        QCOMPARE(ending->complaint(), std::string());

        std::atomic<bool> drained = false;
        ending->on_loop([&](net::HttpServer& server) {
            asio::co_spawn(*ending->loop(), server.drain(patience), [&](const std::exception_ptr&) {
                drained = true;
            });
        });
        idle.read_to_end();
        QVERIFY(idle.closed());
        QVERIFY(!drained);
        busy.send("Host: localhost\r\n\r\n");
        const auto answer = read_answer(busy);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.header("Connection"), std::string("close"));
        busy.shutdown_send();
        QTRY_VERIFY_WITH_TIMEOUT(drained.load(), 3'000);
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, RawClient(ending->port()));
    }

private:
    std::unique_ptr<EdgeTarget> target_;
    std::uint64_t provoked_exceptions_ = 0;
    std::uint64_t provoked_by_this_row_ = 0;
};

QTEST_GUILESS_MAIN(HttpEdgeTest)
#include "http_edge_test.moc"
