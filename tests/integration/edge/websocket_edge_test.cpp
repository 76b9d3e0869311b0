#include "tests/integration/edge/edge_target.hpp"
#include "tests/integration/edge/raw_client.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::edge;

class WebSocketEdgeTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { target_ = make_edge_target(); }
    void cleanup()
    {
        QCOMPARE(target_->complaint(std::exchange(provoked_exceptions_, 0)), std::string());
        target_.reset();
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

    void close_of_the_server_waits_for_the_peers_answer()
    {
        if (!target_->in_process()) QSKIP("needs the echo route");
        RawClient client(target_->port());
        QVERIFY(open_websocket(client, "/ws"));
        client.send(client_frame(text_frame, "close"));
        QCOMPARE(read_close_code(client), std::optional<std::uint16_t>(4000));
        client.send(client_frame(close_frame, "\x0F\xA0"));
        client.read_to_end();
        QVERIFY(client.closed());
    }

private:
    std::unique_ptr<EdgeTarget> target_;
    std::uint64_t provoked_exceptions_ = 0;
};

QTEST_GUILESS_MAIN(WebSocketEdgeTest)
#include "websocket_edge_test.moc"
