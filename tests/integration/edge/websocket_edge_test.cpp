#include "tests/integration/edge/edge_target.hpp"
#include "tests/integration/edge/raw_client.hpp"

#include <QtTest>
#include <memory>
#include <utility>
#include <vector>

using namespace tandem;
using namespace tandem::edge;

namespace {

using Code = std::optional<std::uint16_t>;

constexpr unsigned begin_frame = 0x01;
constexpr unsigned more_frame = 0x00;
constexpr unsigned last_frame = 0x80;

std::string repeat(const std::string& text, int times)
{
    std::string out;
    for (int i = 0; i < times; ++i)
        out += text;
    return out;
}

} // namespace

class WebSocketEdgeTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { target_ = make_edge_target(); }
    void cleanupTestCase() { target_.reset(); }
    void cleanup()
    {
        provoked_exceptions_ += std::exchange(provoked_by_this_row_, 0);
        QCOMPARE(target_->complaint(provoked_exceptions_), std::string());
        if (target_->in_process()) QTRY_COMPARE_WITH_TIMEOUT(target_->counters().websockets_now, 0U, 3'000);
    }

    // H-12, H-13, H-15, H-16, H-17: told why, then ended.
    void hostile_frames_close_the_connection_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const std::string& bytes, int code) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << code;
        };
        const std::string limit_and_one(16 * 1024 + 1, 'x');
        row("H-12 16 KB and a byte", client_frame(text_frame, limit_and_one), 1009);
        row("H-12 2^31", client_frame_header(text_frame, 1ULL << 31U), 1009);
        row("H-12 2^63-1", client_frame_header(text_frame, (1ULL << 63U) - 1), 1009);
        row("H-12 2^63+3", client_frame_header(text_frame, (1ULL << 63U) + 3), 1009);
        row("H-12 in two fragments",
            client_frame(begin_frame, std::string(10'000, 'x')) +
                client_frame(last_frame, std::string(10'000, 'x')),
            1009);
        row("H-13 33 fragments",
            client_frame(begin_frame, "a") + repeat(client_frame(more_frame, "b"), 31) +
                client_frame(last_frame, "c"),
            1009);
        row("H-13 200,000 empty fragments",
            client_frame(begin_frame, "") + repeat(client_frame(more_frame, ""), 200'000),
            1009);
        row("H-13 message inside a message",
            client_frame(begin_frame, "a") + client_frame(text_frame, "b"),
            1002);
        row("H-13 continuation of nothing", client_frame(last_frame, "a"), 1002);
        row("H-15 stray byte", client_frame(text_frame, "\xFF"), 1007);
        row("H-15 surrogate", client_frame(text_frame, "\xED\xA0\x80"), 1007);
        row("H-15 cut character over fragments",
            client_frame(begin_frame, "\xE2") + client_frame(last_frame, "\x82"),
            1007);
        row("H-16 unmasked", "\x81\x01x", 1002);
        row("H-14, H-16 compressed", client_frame(0xC1, "x"), 1002);
        row("H-16 reserved bit", client_frame(0xA1, "x"), 1002);
        row("H-16 bad opcode", client_frame(0x83, "x"), 1002);
        row("H-16 bad control opcode", client_frame(0x8B, ""), 1002);
        row("H-16 ping of 126 bytes", client_frame(ping_frame, std::string(126, 'p')), 1002);
        row("H-16 fragmented ping", client_frame(0x09, "p"), 1002);
        row("H-16 close with one byte", client_frame(close_frame, "\x03"), 1002);
        row("H-16 close 1005", client_frame(close_frame, "\x03\xED"), 1002);
        row("H-16 close 65535", client_frame(close_frame, "\xFF\xFF"), 1002);
        row("H-16 close with a bad reason", client_frame(close_frame, "\x03\xE8\xFF"), 1007);
        row("H-16 length in too many bytes", client_frame_header(text_frame, 5, true) + "hello", 1002);
        row("binary", client_frame(0x82, "x"), 1003);
        row("H-17 flood of pings", repeat(client_frame(ping_frame, "p"), 1'000), 4429);
        row("H-17 flood of pongs", repeat(client_frame(pong_frame, ""), 1'000), 4429);
    }

    void hostile_frames_close_the_connection()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, target_->websocket_path()));
        client.send(bytes.toStdString(), Millis(2'000));
        QCOMPARE(read_close_code(client), Code(code));
        client.read_to_end();
        QVERIFY(client.closed());
    }

    // H-19
    void bad_handshake_is_refused_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const std::string& request, int status) {
            QTest::newRow(name) << QByteArray::fromStdString(request) << status;
        };
        const auto path = target_->websocket_path();
        const auto good = handshake(path);
        const auto changed = [&](const std::string& from, const std::string& to) {
            auto out = good;
            return out.replace(out.find(from), from.size(), to);
        };
        const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        row("no key", changed(key, ""), 400);
        row("short key", changed("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ=="), 400);
        row("key that is not base64", changed("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j!Q=="), 400);
        row("two keys", changed(key, key + key), 400);
        row("version 8", changed("Version: 13", "Version: 8"), 426);
        row("version 1313", changed("Version: 13", "Version: 13, 13"), 426);
        row("no version", changed("Sec-WebSocket-Version: 13\r\n", ""), 426);
        row("no Upgrade", changed("Upgrade: websocket\r\n", ""), 426);
        row("other Upgrade", changed("Upgrade: websocket", "Upgrade: h2c"), 426);
        row("no Connection", changed("Connection: Upgrade\r\n", ""), 400);
        row("Connection: close", changed("Connection: Upgrade", "Connection: close"), 400);
        row("Connection: Upgrade, close", changed("Connection: Upgrade", "Connection: Upgrade, close"), 400
        );
        row("two origins",
            handshake(path, "Origin: https://shop.example\r\nOrigin: https://evil.example\r\n"),
            400);
        row("HTTP/1.0", changed("HTTP/1.1", "HTTP/1.0"), 400);
        row("POST", changed("GET", "POST"), 405);
        row("with a body", handshake(path, "Content-Length: 4\r\n") + "body", 400);
        row("speaks before it was answered", good + client_frame(text_frame, "early"), 400);
        row("unknown path", handshake("/no-such-socket"), 404);
    }

    void bad_handshake_is_refused()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        RawClient client(target_->port());
        client.send(request.toStdString());
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, status);
        QCOMPARE(missing_protection(answer), std::string());
    }

    // H-46, H-11
    void foreign_origin_is_refused_before_the_upgrade_data()
    {
        QTest::addColumn<QString>("origin");
        QTest::addColumn<int>("status");
        QTest::newRow("own") << "https://shop.example" << 101;
        for (const char* origin :
             {"null", "", "https://evil.example", "https://shop.example.evil.example", "http://shop.example"
             }) {
            QTest::newRow(origin) << origin << 403;
        }
    }

    void foreign_origin_is_refused_before_the_upgrade()
    {
        if (!target_->in_process()) QSKIP("needs the guarded route");
        QFETCH(QString, origin);
        QFETCH(int, status);
        RawClient client(target_->port());
        client.send(handshake("/ws-guarded", "Origin: " + origin.toStdString() + "\r\n"));
        QCOMPARE(read_answer(client).status, status);
    }

    // H-14
    void compression_is_not_negotiated()
    {
        RawClient client(target_->port());
        client.send(handshake(target_->websocket_path(), "Sec-WebSocket-Extensions: permessage-deflate\r\n")
        );
        const auto answer = read_answer(client);
        QCOMPARE(answer.status, 101);
        QCOMPARE(answer.header("Sec-WebSocket-Extensions"), std::string());
        QCOMPARE(answer.header("Server"), std::string());
    }

    void ping_is_answered_with_its_payload()
    {
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, target_->websocket_path()));
        const std::string payload(125, 'p');
        client.send(client_frame(ping_frame, payload));
        auto frame = read_frame(client);
        // The real server may say something of its own first.
        while (frame && frame->first != pong_frame && !target_->in_process())
            frame = read_frame(client);
        QVERIFY(frame);
        QCOMPARE(frame->first, pong_frame);
        QCOMPARE(frame->payload, payload);
    }

    void close_of_the_peer_is_answered_with_its_code_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<int>("code");
        QTest::newRow("1000") << QByteArray("\x03\xE8", 2) << 1000;
        QTest::newRow("4999 with reason") << QByteArray(
                                                 "\x13\x87"
                                                 "bye",
                                                 5
                                             )
                                          << 4999;
        QTest::newRow("none") << QByteArray() << 1005;
    }

    void close_of_the_peer_is_answered_with_its_code()
    {
        QFETCH(QByteArray, payload);
        QFETCH(int, code);
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, target_->websocket_path()));
        client.send(client_frame(close_frame, payload.toStdString()));
        QCOMPARE(read_close_code(client), Code(code));
        QCOMPARE(client.read_to_end(), std::string());
        QVERIFY(client.closed());
    }

    void peer_that_vanishes_leaves_nothing_behind()
    {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(std::make_unique<RawClient>(target_->port()));
            QVERIFY(open_websocket(*clients.back(), target_->websocket_path()));
            clients.back()->send(client_frame(begin_frame, "half a mess"));
        }
        // cleanup() sees that the server has let go of them.
    }

    void text_is_echoed()
    {
        if (!target_->in_process()) QSKIP("needs the echo route");
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        for (const std::size_t size : {0U, 1U, 125U, 126U, 5'000U, 16'384U}) {
            const std::string text(size, 'x');
            QVERIFY(client.send(client_frame(text_frame, text)));
            const auto frame = read_frame(client);
            QVERIFY(frame);
            QCOMPARE(frame->first, text_frame);
            QCOMPARE(frame->payload, text);
        }
    }

    void message_in_32_fragments_is_one_message()
    {
        if (!target_->in_process()) QSKIP("needs the echo route");
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        client.send(
            client_frame(begin_frame, "a") + repeat(client_frame(more_frame, "b"), 30) +
            client_frame(last_frame, "c")
        );
        const auto frame = read_frame(client);
        QVERIFY(frame);
        QCOMPARE(frame->payload, "a" + std::string(30, 'b') + "c");
    }

    void message_byte_by_byte_is_one_message()
    {
        if (!target_->in_process()) QSKIP("needs the echo route");
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        for (const char byte : client_frame(text_frame, "slow but whole"))
            client.send({&byte, 1});
        const auto frame = read_frame(client);
        QVERIFY(frame);
        QCOMPARE(frame->payload, std::string("slow but whole"));
    }

    void burst_arrives_in_order()
    {
        if (!target_->in_process()) QSKIP("needs the echo route");
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        client.send(client_frame(text_frame, "burst"));
        for (int i = 0; i < 100; ++i) {
            const auto frame = read_frame(client);
            QVERIFY(frame);
            QCOMPARE(frame->payload, std::to_string(i));
        }
    }

    void handler_that_throws_ends_its_own_connection()
    {
        if (!target_->in_process()) QSKIP("needs the echo route");
        provoked_by_this_row_ = 1;
        RawClient bystander(target_->port());
        QVERIFY(open_websocket(bystander, "/ws"));
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        client.send(client_frame(text_frame, "throw"));
        QCOMPARE(read_close_code(client), Code(4500));
        bystander.send(client_frame(text_frame, "still here"));
        const auto frame = read_frame(bystander);
        QVERIFY(frame);
        QCOMPARE(frame->payload, std::string("still here"));
    }

private:
    std::unique_ptr<EdgeTarget> target_;
    std::uint64_t provoked_exceptions_ = 0;
    std::uint64_t provoked_by_this_row_ = 0;
};

QTEST_GUILESS_MAIN(WebSocketEdgeTest)
#include "websocket_edge_test.moc"
