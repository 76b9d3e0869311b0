#include "backend/net/http_client.hpp"

#include "tests/unit/net/scripted_server.hpp"

#include <QtTest>
#include <boost/asio/steady_timer.hpp>
#include <optional>

using namespace tandem;
using namespace tandem::net;
using namespace tandem::net::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(tandem::net::test::Script)

namespace {

using Answer = std::optional<Result<IncomingResponse>>;

// A client and its loop; what a call gave is kept for comparison.
struct Fixture
{
    asio::io_context loop{1};
    std::unique_ptr<HttpClient> client = create_http_client(loop, {});
    std::stop_source stop;
    std::string streamed;
    int pieces = 0;

    Answer run(OutgoingRequest request, BodySink sink = {})
    {
        Answer answer;
        auto call = sink ? client->stream(std::move(request), std::move(sink), stop.get_token())
                         : client->fetch(std::move(request), stop.get_token());
        asio::co_spawn(
            loop,
            std::move(call),
            [&](std::exception_ptr error, Result<IncomingResponse> result) {
                if (error) std::rethrow_exception(error);
                answer = std::move(result);
                loop.stop();
            }
        );
        loop.restart();
        loop.run_for(10s);
        return answer;
    }

    Answer stream(OutgoingRequest request)
    {
        return run(std::move(request), [this](const IncomingResponse&, std::string_view piece) {
            streamed += piece;
            ++pieces;
            return true;
        });
    }
};

OutgoingRequest post(std::string url, std::string body = "{}")
{
    OutgoingRequest request;
    request.url = std::move(url);
    request.body = std::move(body);
    request.deadline = Deadline::after(system_clock(), 5s);
    return request;
}

// "200 body" or "unavailable head".
std::string text_of(const Answer& answer)
{
    if (!answer) return "no answer";
    if (!*answer) {
        const auto& error = answer->error();
        return std::string(errc_name(error.code)) + (error.detail.empty() ? "" : " " + error.detail);
    }
    return std::to_string((*answer)->status) + " " + (*answer)->body;
}

std::string chunk(std::string_view text)
{
    std::ostringstream size;
    size << std::hex << text.size();
    return size.str() + "\r\n" + std::string(text) + "\r\n";
}

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const std::string chunked_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

} // namespace

class HttpClientTest : public QObject
{
    Q_OBJECT

private slots:
    void answers_are_understood_or_refused_data()
    {
        QTest::addColumn<Script>("script");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, Script script, const char* expected) {
            QTest::newRow(name) << script << expected;
        };
        const std::string big(100'000, 'x');
        row("whole", {read(), say(ok)}, "200 hello");
        row("byte by byte", {read(), say_bytes(ok)}, "200 hello");
        row("chunked", {read(), say(chunked_head + chunk("hel") + chunk("lo") + "0\r\n\r\n")}, "200 hello");
        row("chunked byte by byte",
            {read(), say_bytes(chunked_head + chunk("hel") + chunk("lo") + "0\r\n\r\n")},
            "200 hello");
        row("harmless trailer",
            {read(), say(chunked_head + chunk("hello") + "0\r\nX: y\r\n\r\n")},
            "200 hello");
        row("until the end",
            {read(), say("HTTP/1.1 200 OK\r\n\r\nhel"), wait(20ms), say("lo"), close()},
            "200 hello");
        row("no body", {read(), say("HTTP/1.1 204 No Content\r\n\r\n")}, "204 ");
        row("error status", {read(), say("HTTP/1.1 429 Slow Down\r\nContent-Length: 2\r\n\r\nno")}, "429 no"
        );
        row("interim",
            {read(), say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n" + ok)},
            "200 hello");
        row("redirect stays",
            {read(), say("HTTP/1.1 302 Found\r\nLocation: http://x/\r\nContent-Length: 0\r\n\r\n")},
            "302 ");

        row("closed before the answer", {read(), close()}, "unavailable head");
        row("closed at once", {close()}, "unavailable head");
        row("reset before the answer", {read(), reset()}, "unavailable head");
        row("end inside the head", {read(), say("HTTP/1.1 200 OK\r\nConte"), close()}, "unavailable head");
        row("end inside the body",
            {read(), say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel"), close()},
            "unavailable body");
        row("reset inside the body",
            {read(), say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel"), wait(20ms), reset()},
            "unavailable body");
        row("missing last chunk", {read(), say(chunked_head + chunk("hello")), close()}, "unavailable body"
        );
        row("not HTTP", {read(), say("SSH-2.0-OpenSSH_9\r\n"), hang()}, "unavailable head");
        row("HTTP/2", {read(), say("HTTP/2.0 200 OK\r\n\r\n"), hang()}, "unavailable head");
        row("switch",
            {read(), say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), hang()},
            "unavailable head");
        row("interim without end",
            {read(),
             say([] {
                 std::string many;
                 for (int i = 0; i < 50; ++i)
                     many += "HTTP/1.1 100 Continue\r\n\r\n";
                 return many;
             }()),
             hang()},
            "unavailable head");
        row("bad chunk size", {read(), say(chunked_head + "xyz\r\n"), hang()}, "unavailable body");
        row("length and chunks",
            {read(),
             say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
             hang()},
            "unavailable head");

        row("head too long",
            {read(), say("HTTP/1.1 200 OK\r\nX: " + big + "\r\n\r\n"), hang()},
            "too_large head");
        row("trailer bomb",
            {read(), say(chunked_head + chunk("hello") + "0\r\nX: " + big + "\r\n\r\n"), hang()},
            "too_large body");
        row("trailers without end",
            {read(),
             say([&] {
                 std::string many = chunked_head + chunk("hello") + "0\r\n";
                 for (int i = 0; i < 20'000; ++i)
                     many += "X-" + std::to_string(i) + ": y\r\n";
                 return many;
             }()),
             hang()},
            "too_large body");
        row("chunk extension bomb",
            {read(), say(chunked_head + "5;x=" + big + "\r\nhello\r\n0\r\n\r\n"), hang()},
            "too_large body");
        row("body above the limit",
            {read(), say("HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n"), hang()},
            "too_large body");
        row("chunks above the limit",
            {read(),
             say(chunked_head),
             say(chunk(std::string(600'000, 'x'))),
             say(chunk(std::string(600'000, 'x'))),
             hang()},
            "too_large body");
        row("endless body above the limit",
            {read(), say("HTTP/1.1 200 OK\r\n\r\n" + std::string(1'200'000, 'x')), hang()},
            "too_large body");
        row("silence before the answer", {read(), hang()}, "deadline_exceeded head");
        row("silence inside the head", {read(), say("HTTP/1.1 200"), hang()}, "deadline_exceeded head");
        row("silence inside the body",
            {read(), say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhel"), hang()},
            "deadline_exceeded body");
    }

    void answers_are_understood_or_refused()
    {
        QFETCH(Script, script);
        QFETCH(QString, expected);
        Fixture f;
        ScriptedServer server(f.loop, {script});
        auto request = post(server.url());
        request.body_limit = 1'000'000;
        request.first_byte_time = 200ms;
        request.idle_time = 200ms;
        QCOMPARE(QString::fromStdString(text_of(f.run(request))), expected);
        QCOMPARE(server.connections(), 1U);
    }

    void body_is_streamed_as_it_arrives()
    {
        Fixture f;
        ScriptedServer server(
            f.loop,
            {{read(),
              say(chunked_head + chunk("one")),
              wait(30ms),
              say(chunk("two")),
              wait(30ms),
              say(chunk("three") + "0\r\n\r\n")}}
        );
        const auto answer = f.stream(post(server.url()));
        QCOMPARE(text_of(answer), std::string("200 "));
        QCOMPARE(f.streamed, std::string("onetwothree"));
        QCOMPARE(f.pieces, 3);
    }

    void events_that_come_close_together_are_read_together()
    {
        Fixture f;
        Script script{
            read(),
            say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                "Transfer-Encoding: chunked\r\n\r\n")
        };
        for (int i = 0; i < 10; ++i) {
            script.push_back(say(chunk("data: x\n\n")));
            script.push_back(wait(1ms));
        }
        script.push_back(say("0\r\n\r\n"));
        ScriptedServer server(f.loop, {script});
        std::size_t batches = 0;
        SteadyTime last;
        const auto answer = f.run(post(server.url()), [&](const IncomingResponse&, std::string_view piece) {
            const auto now = std::chrono::steady_clock::now();
            if (f.streamed.empty() || now - last > 20ms) ++batches;
            last = now;
            f.streamed += piece;
            return true;
        });
        QCOMPARE(text_of(answer), std::string("200 "));
        QCOMPARE(f.streamed.size(), std::size_t(90));
        QVERIFY(batches <= 4); // of ten
    }

    void request_says_what_it_was_given()
    {
        Fixture f;
        ScriptedServer server(f.loop, {{read(), say(ok)}});
        auto request = post(server.url("/v1/chat?a=b"), R"({"x":1})");
        request.headers = {{"Authorization", "Bearer t"}, {"Content-Type", "application/json"}};
        const auto answer = f.run(request);
        QCOMPARE(text_of(answer), std::string("200 hello"));
        const auto& sent = server.requests().at(0);
        QVERIFY(sent.starts_with(
            "POST /v1/chat?a=b HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"
        ));
        QVERIFY(sent.find("\r\nAuthorization: Bearer t\r\n") != std::string::npos);
        QVERIFY(sent.find("\r\nContent-Length: 7\r\n") != std::string::npos);
        QVERIFY(sent.ends_with("\r\n\r\n{\"x\":1}"));
    }

    void headers_of_the_answer_are_in_lower_case()
    {
        Fixture f;
        ScriptedServer server(
            f.loop,
            {{read(), say("HTTP/1.1 200 OK\r\nRetry-After: 7\r\nX-Y:  z \r\nContent-Length: 0\r\n\r\n")}}
        );
        const auto answer = f.run(post(server.url()));
        QVERIFY(answer && *answer);
        QCOMPARE((*answer)->header("retry-after"), std::string_view("7"));
        QCOMPARE((*answer)->header("x-y"), std::string_view("z"));
        QCOMPARE((*answer)->header("absent"), std::string_view());
    }

    void trailer_is_not_a_header()
    {
        Fixture f;
        ScriptedServer server(
            f.loop, {{read(), say(chunked_head + chunk("a") + "0\r\nAuthorization: x\r\n\r\n")}}
        );
        const auto answer = f.run(post(server.url()));
        QVERIFY(answer && *answer);
        QCOMPARE((*answer)->header("authorization"), std::string_view());
    }

    void connection_is_kept_and_used_again()
    {
        Fixture f;
        ScriptedServer server(f.loop, {{read(), say(ok), read(), say(ok), read(), say(ok), hang()}});
        for (int i = 0; i < 3; ++i)
            QCOMPARE(text_of(f.run(post(server.url()))), std::string("200 hello"));
        QCOMPARE(server.connections(), 1U);
        QCOMPARE(server.requests().size(), 3U);
    }

    void connection_is_not_kept_data()
    {
        QTest::addColumn<QString>("answer");
        QTest::newRow("closing"
        ) << "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
        QTest::newRow("HTTP/1.0") << "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        QTest::newRow("more than was asked for")
            << "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\n";
    }

    void connection_is_not_kept()
    {
        QFETCH(QString, answer);
        Fixture f;
        ScriptedServer server(f.loop, {{read(), say(answer.toStdString()), hang()}, {read(), say(ok)}});
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("200 hello"));
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("200 hello"));
        QCOMPARE(server.connections(), 2U);
    }

    void dead_kept_connection_is_replaced_once_data()
    {
        QTest::addColumn<Script>("first");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("connections");
        QTest::newRow("closed while idle") << Script{read(), say(ok), close()} << "200 hello" << 2;
        QTest::newRow("reset while idle")
            << Script{read(), say(ok), wait(10ms), reset()} << "200 hello" << 2;
        QTest::newRow("closed on the next request")
            << Script{read(), say(ok), read(), close()} << "200 hello" << 2;
        QTest::newRow("reset on the next request")
            << Script{read(), say(ok), read(), reset()} << "200 hello" << 2;
        QTest::newRow("closed inside the answer")
            << Script{read(), say(ok), read(), say("HTTP/1.1 200"), close()} << "unavailable head" << 1;
        QTest::newRow("silent") << Script{read(), say(ok), read(), hang()} << "deadline_exceeded head" << 1;
    }

    void dead_kept_connection_is_replaced_once()
    {
        QFETCH(Script, first);
        QFETCH(QString, expected);
        QFETCH(int, connections);
        Fixture f;
        ScriptedServer server(f.loop, {first, {read(), say(ok)}});
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("200 hello"));
        auto request = post(server.url());
        request.first_byte_time = 200ms;
        QCOMPARE(QString::fromStdString(text_of(f.run(request))), expected);
        QCOMPARE(server.connections(), std::size_t(connections));
    }

    void new_connection_that_dies_is_not_replaced()
    {
        Fixture f;
        ScriptedServer server(f.loop, {{read(), say(ok), read(), close()}, {read(), close()}});
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("200 hello"));
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("unavailable head"));
        QCOMPARE(server.connections(), 2U);
    }

    void stop_closes_the_connection_at_once()
    {
        Fixture f;
        ScriptedServer server(f.loop, {{read(), say(chunked_head + chunk("one")), hang()}});
        asio::steady_timer timer(f.loop, 50ms);
        SteadyTime asked;
        timer.async_wait([&](auto) {
            asked = std::chrono::steady_clock::now();
            f.stop.request_stop();
        });
        QCOMPARE(text_of(f.stream(post(server.url()))), std::string("cancelled body"));
        QCOMPARE(f.streamed, std::string("one"));
        f.loop.restart();
        while (!server.peer_closed() && f.loop.run_one_for(1s) > 0) {
        }
        QVERIFY(server.peer_closed());
        QVERIFY(server.peer_closed_at() - asked < 50ms);
    }

    void sink_may_ask_to_stop_or_give_up_data()
    {
        QTest::addColumn<bool>("by_token");
        QTest::newRow("stop token") << true;
        QTest::newRow("false") << false;
    }

    void sink_may_ask_to_stop_or_give_up()
    {
        QFETCH(bool, by_token);
        Fixture f;
        ScriptedServer server(f.loop, {{read(), say(chunked_head + chunk("one") + chunk("two")), hang()}});
        const auto answer = f.run(post(server.url()), [&](const IncomingResponse&, std::string_view piece) {
            f.streamed += piece;
            if (by_token) f.stop.request_stop();
            return by_token;
        });
        QCOMPARE(text_of(answer), std::string("cancelled body"));
        QCOMPARE(f.streamed, std::string("one"));
        f.loop.restart();
        while (!server.peer_closed() && f.loop.run_one_for(1s) > 0) {
        }
        QVERIFY(server.peer_closed());
    }

    void who_has_enough_leaves_the_connection_for_the_next()
    {
        Fixture f;
        ScriptedServer server(
            f.loop,
            {{read(),
              say(chunked_head + chunk("one")),
              wait(20ms),
              say(chunk("two") + "0\r\n\r\n"),
              read(),
              say(ok),
              hang()}}
        );
        const auto answer = f.run(post(server.url()), [&](const IncomingResponse&, std::string_view piece) {
            f.streamed += piece;
            return false;
        });
        QCOMPARE(text_of(answer), std::string("cancelled body"));
        f.loop.restart();
        f.loop.run_for(60ms);
        QCOMPARE(f.streamed, std::string("one"));
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("200 hello"));
        QCOMPARE(server.connections(), 1U);
    }

    void stopped_before_it_began_connects_nowhere()
    {
        Fixture f;
        ScriptedServer server(f.loop, {{read(), say(ok)}});
        f.stop.request_stop();
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("cancelled connect"));
        QCOMPARE(server.connections(), 0U);
    }

    void deadline_covers_a_slow_drip()
    {
        Fixture f;
        Script drip{read(), say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")};
        for (int i = 0; i < 100; ++i) {
            drip.push_back(wait(30ms));
            drip.push_back(say("x"));
        }
        ScriptedServer server(f.loop, {drip});
        auto request = post(server.url());
        request.deadline = Deadline::after(system_clock(), 200ms);
        QCOMPARE(text_of(f.stream(request)), std::string("deadline_exceeded body"));
        QVERIFY(!f.streamed.empty());
    }

    void destroying_the_client_cancels()
    {
        Fixture f;
        ScriptedServer server(f.loop, {{read(), hang()}});
        asio::steady_timer timer(f.loop, 30ms);
        timer.async_wait([&](auto) { f.client.reset(); });
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("cancelled head"));
    }

    void nobody_listens()
    {
        Fixture f;
        std::string url;
        {
            asio::ip::tcp::acceptor gone(f.loop, {asio::ip::address_v4::loopback(), 0});
            url = "http://127.0.0.1:" + std::to_string(gone.local_endpoint().port());
        }
        QCOMPARE(text_of(f.run(post(url))), std::string("unavailable connect"));
    }

    void address_that_is_not_allowed_is_not_connected_to()
    {
        Fixture f;
        HttpClientSettings settings;
        settings.allow_address = [](const asio::ip::address& address) { return !address.is_loopback(); };
        f.client = create_http_client(f.loop, settings);
        ScriptedServer server(f.loop, {{read(), say(ok)}});
        QCOMPARE(text_of(f.run(post(server.url()))), std::string("forbidden connect"));
        QCOMPARE(server.connections(), 0U);
    }

    void name_is_resolved()
    {
        Fixture f;
        ScriptedServer server(f.loop, {{read(), say(ok)}});
        QCOMPARE(
            text_of(f.run(post("http://localhost:" + std::to_string(server.port()) + "/"))),
            std::string("200 hello")
        );
        QCOMPARE(text_of(f.run(post("http://no-such-name.invalid/"))), std::string("unavailable connect"));
    }

    void bad_requests_are_not_sent_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("value");
        QTest::newRow("scheme") << "ftp://127.0.0.1/" << "A" << "b";
        QTest::newRow("no scheme") << "127.0.0.1" << "A" << "b";
        QTest::newRow("user name") << "http://a@127.0.0.1/" << "A" << "b";
        QTest::newRow("fragment") << "http://127.0.0.1/#a" << "A" << "b";
        QTest::newRow("line break in URL") << "http://127.0.0.1/\r\nA: b" << "A" << "b";
        QTest::newRow("port") << "http://127.0.0.1:66000/" << "A" << "b";
        QTest::newRow("line break in value") << "http://127.0.0.1/" << "A" << "b\r\nC: d";
        QTest::newRow("line break in name") << "http://127.0.0.1/" << "A\r\nB" << "c";
        QTest::newRow("framing") << "http://127.0.0.1/" << "Transfer-Encoding" << "chunked";
    }

    void bad_requests_are_not_sent()
    {
        QFETCH(QString, url);
        QFETCH(QString, header);
        QFETCH(QString, value);
        Fixture f;
        auto request = post(url.toStdString());
        request.headers.emplace_back(header.toStdString(), value.toStdString());
        QVERIFY(text_of(f.run(request)).starts_with("bad_request"));
    }
};

QTEST_GUILESS_MAIN(HttpClientTest)
#include "http_client_test.moc"
