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

class HttpRefusalTest : public QObject
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

    // H-01, H-02, H-03, H-04, H-07: refused with a status, and the connection ends.
    void hostile_request_is_refused_and_the_connection_ends_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const std::string& bytes, int status) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << status;
        };
        const auto with = [](const std::string& fields) {
            return "POST / HTTP/1.1\r\n" + host + fields + "\r\n";
        };
        std::string fields65;
        for (int i = 0; i < 64; ++i)
            fields65 += "X-" + std::to_string(i) + ": y\r\n";

        row("H-01 head of 8 KB and a byte", get("/", "X: " + std::string(8192, 'x') + "\r\n"), 431);
        row("H-01 head of 1 MB", get("/", "X: " + std::string(1'000'000, 'x') + "\r\n"), 431);
        row("H-01 head without end", "GET / HTTP/1.1\r\n" + host + "X: " + std::string(300'000, 'x'), 431);
        row("H-01 65 fields", get("/", fields65), 431);
        row("H-01 target of 2 KB and a byte", get("/" + std::string(2048, 'a')), 414);
        row("H-01 target without end", "GET /" + std::string(300'000, 'a'), 414);

        row("S-3 xchunked", with("Transfer-Encoding: xchunked\r\n") + "0\r\n\r\n", 501);
        row("S-3 gzip", with("Transfer-Encoding: gzip\r\n"), 501);
        row("S-3 chunked, identity", with("Transfer-Encoding: chunked, identity\r\n") + "0\r\n\r\n", 501);
        row("S-3 chunked", with("Transfer-Encoding: chunked\r\n") + "4\r\nbody\r\n0\r\n\r\n", 501);
        row("S-3 chunked in HTTP/1.0",
            "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            501);
        row("S-3 length and chunked",
            with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
            501);
        row("S-3 length list", with("Content-Length: 4, 4\r\n") + "body", 400);
        row("S-3 two lengths", with("Content-Length: 4\r\nContent-Length: 4\r\n") + "body", 400);
        row("S-3 signed length", with("Content-Length: +4\r\n") + "body", 400);
        row("S-3 line fold", get("/", "X: y\r\n z\r\n"), 400);
        row("S-3 two hosts", get("/", host), 400);
        row("S-3 no host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("S-3 absolute target", get("http://localhost/"), 400);
        row("S-3 bytes above ASCII in the target", get("/\xC3\xA4"), 400);
        row("S-3 blank before the colon", get("/", "X : y\r\n"), 400);
        row("S-3 bare LF", "GET / HTTP/1.1\nHost: localhost\n\n", 400);
        row("S-3 NUL in a value", get("/", std::string("X: a\0b\r\n", 8)), 400);
        row("S-3 HTTP/1.2", "GET / HTTP/1.2\r\n" + host + "\r\n", 505);

        row("S-2 trailer of 100 KB",
            with("Transfer-Encoding: chunked\r\n") + "0\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n",
            501);
        row("H-03 chunk extension of 100 KB",
            with("Transfer-Encoding: chunked\r\n") + "4;" + std::string(100'000, 'x'),
            501);
        row("H-04 body of 64 KB and a byte",
            with("Content-Length: 65537\r\n") + std::string(65'537, 'x'),
            413);
        row("H-04 body of 2^64", with("Content-Length: 18446744073709551616\r\n") + "x", 413);
        row("H-04 expectation", with("Content-Length: 4\r\nExpect: 100-continue\r\n"), 417);

        row("H-07 HTTP/0.9", "GET /\r\n\r\n", 400);
        row("H-07 HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        row("H-07 TLS hello",
            std::string("\x16\x03\x01\x00\xA5\x01\x00\x00\xA1\x03\x03", 11) + std::string(160, 'r'),
            400);
        row("H-07 CONNECT", "CONNECT localhost:443 HTTP/1.1\r\n" + host + "\r\n", 400);
        row("H-07 OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 400);
        row("H-07 not a method", "G@T / HTTP/1.1\r\n" + host + "\r\n", 400);
    }

    void hostile_request_is_refused_and_the_connection_ends()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        RawClient client(target_->port());
        client.send(bytes.toStdString());
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.header("Connection"), std::string("close"));
        QCOMPARE(missing_protection(answer), std::string());
        QCOMPARE(client.read_to_end(), std::string());
        QVERIFY(client.closed());
    }

    // H-10: known only in process, where the names are set.
    void foreign_host_is_refused_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"evil.example",
              "localhost.evil.example",
              "evil-localhost",
              "127.0.0.2",
              "localhost@evil.example"}) {
            QTest::newRow(name) << name;
        }
    }

    void foreign_host_is_refused()
    {
        if (!target_->in_process()) QSKIP("needs the names to be set");
        QFETCH(QString, name);
        RawClient client(target_->port());
        client.send("GET /healthz HTTP/1.1\r\nHost: " + name.toStdString() + "\r\n\r\n");
        const auto status = read_answer(client).status;
        QVERIFY(status == 421 || status == 400);
    }

    // H-08: files are found by their exact path or not at all.
    void path_is_not_walked_data()
    {
        QTest::addColumn<QString>("path");
        for (const char* path :
             {"/../etc/passwd",
              "/..",
              "/.",
              "//",
              "//page",
              "/page/",
              "/page/..",
              "/./page",
              "/x/../page",
              "/..;/page",
              "/%2e%2e/etc/passwd",
              "/%2e%2e%2fetc%2fpasswd",
              "/..%2fetc/passwd",
              "/%252e%252e/page",
              "/p%61ge",
              "/page%00",
              "/page%20",
              "/page.",
              "/PAGE",
              "/..\\..\\etc\\passwd",
              "/..%5c..%5cpage",
              "/%c0%ae%c0%ae/page",
              "/%c0%af",
              "/%uff0e%uff0e/page",
              "/page;x=y",
              "/con",
              "/aux",
              "/page::$DATA",
              "/proc/self/environ",
              "/file:///etc/passwd",
              "/~root",
              "/.git/config",
              "/.env",
              "/page/../../../../../../etc/passwd",
              "/%"}) {
            QTest::newRow(path) << path;
        }
    }

    void path_is_not_walked()
    {
        QFETCH(QString, path);
        RawClient client(target_->port());
        client.send(get(path.toStdString()));
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, 404);
        QCOMPARE(answer.body, std::string("not found\n"));
        QCOMPARE(missing_protection(answer), std::string());
    }

    void method_that_is_not_for_this_path_is_refused_data()
    {
        QTest::addColumn<QString>("method");
        for (const char* method :
             {"POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "get", "X"}) {
            QTest::newRow(method) << method;
        }
    }

    void method_that_is_not_for_this_path_is_refused()
    {
        QFETCH(QString, method);
        RawClient client(target_->port());
        client.send(
            method.toStdString() + " " + target_->path() + " HTTP/1.1\r\n" + host +
            "X-Canary: secret\r\n\r\n"
        );
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, 405);
        QCOMPARE(answer.header("Allow"), std::string("GET, HEAD"));
        QVERIFY(answer.body.find("secret") == std::string::npos);
        QCOMPARE(missing_protection(answer), std::string());
    }

    // H-04: 10,000 requests at once get answers in order, until the connection's share is used up.
    void pipelined_requests_are_answered_up_to_the_limit()
    {
        RawClient client(target_->port());
        std::string many;
        for (int i = 0; i < 10'000; ++i)
            many += get(target_->path());
        client.send(many, Millis(500));
        int answers = 0;
        Answer last;
        while (true) {
            auto answer = read_answer(client);
            if (answer.status == 0) break;
            QCOMPARE(answer.status, 200);
            ++answers;
            last = std::move(answer);
        }
        QCOMPARE(answers, 100);
        QCOMPARE(last.header("Connection"), std::string("close"));
        QVERIFY(client.closed());
    }

    void body_is_read_and_the_connection_stays_in_step()
    {
        RawClient client(target_->port());
        client.send(
            "POST /nothing HTTP/1.1\r\n" + host + "Content-Length: 65536\r\n\r\n" +
            std::string(65'536, 'x') + get(target_->path())
        );
        QCOMPARE(read_answer(client).status, 404);
        QCOMPARE(read_answer(client).status, 200);
    }

    // H-05, H-04: whoever is slow is cut, without an answer.
    void slow_peer_is_cut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("drip");
        QTest::newRow("says nothing") << QByteArray() << false;
        QTest::newRow("stops in the head") << QByteArray("GET / HTTP/1.1\r\nHo") << false;
        QTest::newRow("drips the head") << QByteArray("GET / HTTP/1.1\r\nX: ") << true;
        QTest::newRow("stops in the body")
            << QByteArray("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nbody")
            << false;
        QTest::newRow("drips the body")
            << QByteArray("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n") << true;
    }

    void slow_peer_is_cut()
    {
        if (!target_->in_process()) QSKIP("needs the shortened limits");
        QFETCH(QByteArray, bytes);
        QFETCH(bool, drip);
        RawClient client(target_->port());
        const auto start = std::chrono::steady_clock::now();
        client.send(bytes.toStdString());
        while (!client.closed() && std::chrono::steady_clock::now() - start < patience) {
            if (drip) client.send("x");
            client.read_some(Millis(40));
        }
        QVERIFY(client.closed());
        QVERIFY(client.received().empty());
        const auto taken = std::chrono::steady_clock::now() - start;
        QVERIFY2(
            taken >= short_time - Millis(50) && taken < short_time + Millis(1'500), "not at its deadline"
        );
    }

    void kept_alive_connection_ends_after_its_time()
    {
        if (!target_->in_process()) QSKIP("needs the shortened limits");
        RawClient client(target_->port());
        client.send(get("/healthz"));
        QCOMPARE(read_answer(client).status, 200);
        client.read_to_end();
        QVERIFY(client.closed());
    }

    void peer_that_does_not_read_is_cut()
    {
        if (!target_->in_process()) QSKIP("needs the large file");
        auto large = make_in_process_target();
        large->on_loop([](net::HttpServer& server) {
            net::StaticFile file;
            file.content_type = "application/octet-stream";
            file.body.assign(8 * 1024 * 1024, 'x');
            server.serve_files({{"/large", file}});
        });
        RawClient client(large->port(), 4096);
        client.send(get("/large"));
        QTRY_COMPARE_WITH_TIMEOUT(large->counters().connections_now, 0U, 5'000);
        QCOMPARE(large->complaint(), std::string());
    }

private:
    std::unique_ptr<EdgeTarget> target_;
    std::uint64_t provoked_exceptions_ = 0;
    std::uint64_t provoked_by_this_row_ = 0;
};

QTEST_GUILESS_MAIN(HttpRefusalTest)
#include "http_refusal_test.moc"
