#include "backend/gateway/queue_feed.hpp"

#include "shared/protocol/codec.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::protocol;
using tandem::gateway::QueueFeed;

namespace {

struct Fixture
{
    ManualClock clock;
    ManualTimers timers{clock};
    routing::Board board{timers, Millis(100)};
    QueueFeed feed{board};

    void change(int rows)
    {
        for (int i = 0; i < rows; ++i) {
            ConversationSummary row;
            row.conversation_id = ConversationId("cnv_" + std::to_string(i));
            row.lifecycle = Lifecycle::active;
            row.last_seq = ++seq;
            board.update(row);
        }
        timers.advance(Millis(100));
    }

    Seq seq = 0;
};

QueueChanged decoded(const backplane::Frame& frame)
{
    return std::get<QueueChanged>(decode_server(*frame).value());
}

} // namespace

class QueueFeedTest : public QObject
{
    Q_OBJECT

private slots:
    void all_who_listen_get_the_very_same_frames()
    {
        Fixture f;
        QueueFeed::Frames first;
        QueueFeed::Frames second;
        const auto one = f.feed.listen([&](const QueueFeed::Frames& frames) { first = frames; });
        const auto two = f.feed.listen([&](const QueueFeed::Frames& frames) { second = frames; });
        f.change(2);
        QCOMPARE(first.size(), std::size_t(1));
        QVERIFY(first == second); // pointers: encoded once
        QCOMPARE(decoded(first[0]).upserted.size(), std::size_t(2));
    }

    void many_rows_come_in_small_frames()
    {
        Fixture f;
        QueueFeed::Frames got;
        const auto listening = f.feed.listen([&](const QueueFeed::Frames& frames) { got = frames; });
        f.change(60);
        std::set<ConversationId> rows;
        for (const auto& frame : got) {
            const auto part = decoded(frame);
            QVERIFY(!part.upserted.empty() && part.upserted.size() <= 25);
            for (const auto& row : part.upserted)
                rows.insert(row.conversation_id);
        }
        QCOMPARE(rows.size(), std::size_t(60));
    }

    void who_left_hears_nothing_even_when_he_leaves_while_all_are_told()
    {
        Fixture f;
        int heard = 0;
        QueueFeed::Subscription second;
        const auto first = f.feed.listen([&](const QueueFeed::Frames&) { second.reset(); });
        second = f.feed.listen([&](const QueueFeed::Frames&) { ++heard; });
        f.change(1);
        f.change(1);
        QCOMPARE(heard, 0);
    }
};

QTEST_GUILESS_MAIN(QueueFeedTest)
#include "queue_feed_test.moc"
