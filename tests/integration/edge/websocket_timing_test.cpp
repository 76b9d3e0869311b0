// What happens to WebSocket peers that are late, silent or do not read. Needs the shortened limits, so it
// always has a server of its own.

#include "tests/integration/edge/edge_target.hpp"
#include "tests/integration/edge/raw_client.hpp"

#include <QtTest>
#include <malloc.h>
#include <memory>
#include <vector>

using namespace tandem;
using namespace tandem::edge;

namespace {

using Code = std::optional<std::uint16_t>;

// Collects the WebSockets of a server, to speak through them from the loop.
struct Acceptor
{
    std::vector<net::WebSocket*> sockets;
    int closed = 0;

    struct Handler final : net::WebSocketHandler
    {
        explicit Handler(Acceptor& a) : all(a) {}
        void on_text(std::string_view) override {}
        void on_closed() override { ++all.closed; }
        Acceptor& all;
    };

    net::WebSocketAcceptor accept()
    {
        return [this](net::WebSocket& socket) {
            sockets.push_back(&socket);
            return std::make_unique<Handler>(*this);
        };
    }
};

// The answer to the ping tells that the handler exists, too.
bool open_and_wait(RawClient& client, std::string_view path)
{
    if (!open_websocket(client, path) || !client.send(client_frame(ping_frame, "there?"))) return false;
    const auto frame = read_frame(client);
    return frame && frame->first == pong_frame;
}

net::Frame frame_of(std::size_t size, char fill = 'x')
{
    return std::make_shared<const std::string>(size, fill);
}

net::WebSocketLimits limits_of_queue(std::size_t bytes, std::size_t frames)
{
    net::WebSocketLimits limits;
    limits.write_time = short_time;
    limits.close_time = short_time;
    limits.queue_bytes = bytes;
    limits.queue_frames = frames;
    return limits;
}

} // namespace

class WebSocketTimingTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { target_ = make_in_process_target(); }
    void cleanup()
    {
        QCOMPARE(target_->complaint(), std::string());
        target_.reset();
    }

    // H-13: complete within its time, however it is cut.
    void message_that_does_not_end_closes_the_connection_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("drip");
        QTest::newRow("half a header") << QByteArray("\x81", 1) << QByteArray();
        QTest::newRow("half a payload")
            << QByteArray::fromStdString(client_frame(text_frame, "abc").substr(0, 8)) << QByteArray();
        QTest::newRow("first fragment")
            << QByteArray::fromStdString(client_frame(0x01, "abc")) << QByteArray();
        QTest::newRow("payload drips")
            << QByteArray::fromStdString(client_frame_header(text_frame, 1000)) << QByteArray("x");
        QTest::newRow("kept up by pings") << QByteArray::fromStdString(client_frame(0x01, "abc"))
                                          << QByteArray::fromStdString(client_frame(pong_frame, ""));
    }

    void message_that_does_not_end_closes_the_connection()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, drip);
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        client.send(bytes.toStdString());
        Code code;
        for (int i = 0; i < 40 && !code && !client.closed(); ++i) {
            if (!drip.isEmpty() && i < 8) client.send(drip.toStdString());
            code = read_close_code(client, Millis(80));
        }
        QCOMPARE(code, Code(4411));
        client.read_to_end();
        QVERIFY(client.closed());
    }

    void silent_peer_is_pinged_and_then_closed()
    {
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws-idle"));
        const auto start = std::chrono::steady_clock::now();
        const auto ping = read_frame(client);
        QVERIFY(ping);
        QCOMPARE(ping->first, ping_frame);
        QVERIFY(std::chrono::steady_clock::now() - start >= short_idle / 2 - Millis(50));
        QCOMPARE(read_close_code(client), Code(4411));
        QVERIFY(std::chrono::steady_clock::now() - start >= short_idle - Millis(50));
        client.read_to_end();
        QVERIFY(client.closed());
    }

    void peer_that_answers_pings_stays()
    {
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws-idle"));
        for (int i = 0; i < 4; ++i) {
            const auto ping = read_frame(client);
            QVERIFY(ping);
            QCOMPARE(ping->first, ping_frame);
            client.send(client_frame(pong_frame, ping->payload));
        }
        client.send(client_frame(text_frame, "here"));
        const auto frame = read_frame(client);
        QVERIFY(frame);
        QCOMPARE(frame->payload, std::string("here"));
    }

    // H-18: it sends all the time, so it is not idle; it never reads.
    void peer_that_never_reads_is_cut()
    {
        RawClient client(target_->port(), 4096);
        QVERIFY(open_websocket(client, "/ws"));
        client.send(client_frame(text_frame, "flood"));
        const auto start = std::chrono::steady_clock::now();
        bool ended = false;
        while (!ended && std::chrono::steady_clock::now() - start < patience) {
            client.send(client_frame(text_frame, "x"), Millis(20));
            QTest::qWait(20);
            ended = target_->counters().websockets_now == 0;
        }
        QVERIFY(ended);
        QVERIFY(std::chrono::steady_clock::now() - start < 2 * short_time + Millis(1'500));
        QVERIFY(target_->counters().slow_consumers_total >= 1);
    }

    void close_is_cut_when_the_peer_does_not_answer()
    {
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        const auto start = std::chrono::steady_clock::now();
        client.send(client_frame(text_frame, "close"));
        QCOMPARE(read_close_code(client), Code(4000));
        client.read_to_end();
        QVERIFY(client.closed());
        QVERIFY(std::chrono::steady_clock::now() - start >= short_time - Millis(50));
    }

    void close_ends_at_once_when_the_peer_answers()
    {
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        client.send(client_frame(text_frame, "close"));
        QCOMPARE(read_close_code(client), Code(4000));
        const auto start = std::chrono::steady_clock::now();
        client.send(client_frame(close_frame, "\x0F\xA0"));
        client.read_to_end();
        QVERIFY(client.closed());
        QVERIFY(std::chrono::steady_clock::now() - start < short_time - Millis(100));
    }

    void full_queue_drops_droppable_frames_first_and_then_the_peer_data()
    {
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<quint64>("frames");
        QTest::addColumn<quint64>("size");
        QTest::newRow("bytes") << quint64(1'000'000) << quint64(1'000'000) << quint64(10'000);
        QTest::newRow("frames") << quint64(1'000'000'000) << quint64(100) << quint64(10'000);
    }

    // Nothing is read, so after the first writes everything is queued; all within one turn of the loop.
    void full_queue_drops_droppable_frames_first_and_then_the_peer()
    {
        QFETCH(quint64, bytes);
        QFETCH(quint64, frames);
        QFETCH(quint64, size);
        Acceptor all;
        auto target = make_in_process_target();
        target->on_loop([&](net::HttpServer& server) {
            server.websocket("/queue", limits_of_queue(bytes, frames), {}, all.accept());
        });
        RawClient client(target->port(), 4096);
        QVERIFY(open_and_wait(client, "/queue"));

        int droppable_taken = 0;
        bool made_place = false;
        int sent = 0;
        const auto send_numbered = [&](int count) {
            for (int i = 0; i < count; ++i, ++sent) {
                std::string text = std::to_string(sent);
                text.resize(size, 's');
                all.sockets.at(0)->send(std::make_shared<const std::string>(std::move(text)));
            }
        };
        target->on_loop([&](net::HttpServer&) {
            auto& socket = *all.sockets.at(0);
            while (droppable_taken < 10'000 && socket.send_droppable(frame_of(size, 'd')))
                ++droppable_taken;
            const auto full = socket.queued_bytes();
            send_numbered(50);
            made_place = socket.queued_bytes() < full;
        });
        QVERIFY(droppable_taken >= 80 && droppable_taken <= 110);
        QVERIFY(made_place);
        QCOMPARE(target->counters().slow_consumers_total, 0U);

        bool taken_after_the_end = true;
        target->on_loop([&](net::HttpServer&) {
            send_numbered(200);
            taken_after_the_end = all.sockets.at(0)->send_droppable(frame_of(1));
        });
        QVERIFY(!taken_after_the_end);
        QCOMPARE(target->counters().slow_consumers_total, 1U);

        // What the peer sees, if it reads after all, is the beginning without a gap, then the close frame
        // at most.
        int next = 0;
        Code code;
        while (const auto frame = read_frame(client)) {
            if (frame->first == close_frame) code = frame->close_code();
            if (frame->first != text_frame || frame->payload.find('s') == std::string::npos) continue;
            QVERIFY(!code);
            QCOMPARE(std::stoi(frame->payload), next++);
        }
        QVERIFY(next < sent);
        QVERIFY(!code || *code == 4408);
        QTRY_COMPARE_WITH_TIMEOUT(target->counters().websockets_now, 0U, 3'000);
        int closed = 0;
        target->on_loop([&](net::HttpServer&) { closed = all.closed; });
        QCOMPARE(closed, 1);
    }

    void reading_peer_gets_everything_in_order()
    {
        Acceptor all;
        auto target = make_in_process_target();
        target->on_loop([&](net::HttpServer& server) {
            server.websocket("/queue", limits_of_queue(100'000'000, 10'000), {}, all.accept());
        });
        RawClient client(target->port());
        QVERIFY(open_and_wait(client, "/queue"));
        target->on_loop([&](net::HttpServer&) {
            for (int i = 0; i < 2'000; ++i) {
                all.sockets.at(0)->send(
                    std::make_shared<const std::string>(std::to_string(i) + std::string(3'000, 'x'))
                );
            }
            all.sockets.at(0)->close(4503, "restarting");
        });
        for (int i = 0; i < 2'000; ++i) {
            const auto frame = read_frame(client);
            QVERIFY(frame);
            QCOMPARE(frame->payload, std::to_string(i) + std::string(3'000, 'x'));
        }
        const auto last = read_frame(client);
        QVERIFY(last);
        QCOMPARE(last->close_code(), std::uint16_t(4503));
        QCOMPARE(last->payload.substr(2), std::string("restarting"));
    }

    // 10,000 connections to a process: 5 KB each on the heap, this test's own client included.
    void idle_connection_takes_little_memory()
    {
        constexpr std::size_t count = 400;
        std::vector<std::unique_ptr<RawClient>> clients;
        const auto open_one = [&] {
            clients.push_back(std::make_unique<RawClient>(target_->port()));
            return open_websocket(*clients.back(), "/ws");
        };
        for (int i = 0; i < 20; ++i)
            QVERIFY(open_one());
        const auto before = mallinfo2().uordblks;
        if (before == 0) QSKIP("another allocator, which does not tell");
        for (std::size_t i = 0; i < count; ++i)
            QVERIFY(open_one());
        // Those that exchanged something before are as small again.
        for (std::size_t i = 20; i < clients.size(); ++i) {
            clients[i]->send(client_frame(text_frame, std::string(10'000, 'x')));
            const auto echo = read_frame(*clients[i]);
            QVERIFY(echo);
            QCOMPARE(echo->payload.size(), 10'000U);
        }
        QCOMPARE(target_->counters().websockets_now, count + 20);
        const auto each = (mallinfo2().uordblks - before) / count;
        qInfo("%zu bytes for each connection", static_cast<std::size_t>(each));
        QVERIFY(each <= 5 * 1024);
    }

    void destroying_the_server_tells_every_handler()
    {
        Acceptor all;
        auto target = make_in_process_target();
        target->on_loop([&](net::HttpServer& server) { server.websocket("/queue", {}, {}, all.accept()); });
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(std::make_unique<RawClient>(target->port()));
            QVERIFY(open_and_wait(*clients.back(), "/queue"));
        }
        target.reset();
        QCOMPARE(all.closed, 5);
        for (const auto& client : clients) {
            client->read_to_end();
            QVERIFY(client->closed());
        }
    }

private:
    std::unique_ptr<EdgeTarget> target_;
};

QTEST_GUILESS_MAIN(WebSocketTimingTest)
#include "websocket_timing_test.moc"
