#include "backend/routing/board.hpp"
#include "backend/routing/wait_estimate.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::protocol;
using tandem::routing::Board;
using tandem::routing::WaitEstimate;

namespace {

ConversationSummary row(const std::string& id, OwnerKind owner, std::optional<WallTime> waiting = {})
{
    ConversationSummary summary;
    summary.conversation_id = ConversationId(id);
    summary.owner = {owner, {}};
    summary.lifecycle = Lifecycle::active;
    summary.waiting_since = waiting;
    return summary;
}

struct Fixture
{
    ManualClock clock;
    ManualTimers timers{clock};
    Board board{timers, Millis(100)};
    std::vector<QueueChanged> told;
    Board::Subscription watching =
        board.watch([this](const QueueChanged& changed) { told.push_back(changed); });
};

} // namespace

class BoardTest : public QObject
{
    Q_OBJECT

private slots:
    void a_burst_of_changes_is_told_once();
    void who_begins_or_ceases_to_wait_is_told_of_soon();
    void nothing_is_told_when_nothing_changed();
    void a_closed_conversation_is_removed();
    void the_longest_waiting_comes_first();
    void snapshot_and_changes_together_are_the_board();
    void a_watcher_that_left_is_not_told();
    void idle_conversations_are_those_with_the_bot_and_quiet();
    void the_estimate_follows_the_rate_of_the_last_half_hour();
};

void BoardTest::a_burst_of_changes_is_told_once()
{
    Fixture f;
    for (int i = 0; i < 50; ++i) {
        auto changed = row("cnv_1", OwnerKind::bot);
        changed.last_seq = Seq(i);
        f.board.update(changed);
    }
    f.board.update(row("cnv_2", OwnerKind::bot));
    QVERIFY(f.told.empty());
    f.timers.advance(Millis(100));
    QCOMPARE(f.told.size(), std::size_t(1));
    QCOMPARE(f.told[0].upserted.size(), std::size_t(2));
    QCOMPARE(f.told[0].upserted[0].last_seq, Seq(49));
}

void BoardTest::who_begins_or_ceases_to_wait_is_told_of_soon()
{
    Fixture f;
    int places_told = 0;
    f.board.on_waiting_changed = [&] { ++places_told; };
    f.board.update(row("cnv_1", OwnerKind::bot));
    f.timers.advance(Millis(100));
    f.told.clear();

    f.board.update(row("cnv_1", OwnerKind::queue, 100));
    f.timers.advance(Millis(20));
    QCOMPARE(f.told.size(), std::size_t(1));
    QCOMPARE(f.told[0].upserted[0].owner.kind, OwnerKind::queue);
    QCOMPARE(places_told, 0);
    // What else happens to somebody who waits has time.
    auto spoke = row("cnv_1", OwnerKind::queue, 100);
    spoke.last_seq = 7;
    f.board.update(spoke);
    f.timers.advance(Millis(20));
    QCOMPARE(f.told.size(), std::size_t(1));
    f.timers.advance(Millis(60));
    QCOMPARE(f.told.size(), std::size_t(2));
    QCOMPARE(places_told, 1);

    f.board.update(row("cnv_1", OwnerKind::agent));
    f.timers.advance(Millis(20));
    QCOMPARE(f.told.size(), std::size_t(3));
}

void BoardTest::nothing_is_told_when_nothing_changed()
{
    Fixture f;
    f.board.update(row("cnv_1", OwnerKind::bot));
    f.timers.advance(Millis(100));
    f.board.update(row("cnv_1", OwnerKind::bot));
    f.timers.advance(Millis(1'000));
    QCOMPARE(f.told.size(), std::size_t(1));
    QCOMPARE(f.timers.pending(), std::size_t(0));
}

void BoardTest::a_closed_conversation_is_removed()
{
    Fixture f;
    f.board.update(row("cnv_1", OwnerKind::agent));
    f.timers.advance(Millis(100));
    auto closed = row("cnv_1", OwnerKind::none);
    closed.lifecycle = Lifecycle::resolved;
    f.board.update(closed);
    f.timers.advance(Millis(100));
    QCOMPARE(f.told.back().removed, std::vector{ConversationId("cnv_1")});
    QCOMPARE(f.board.size(), std::size_t(0));
}

void BoardTest::the_longest_waiting_comes_first()
{
    Fixture f;
    f.board.update(row("cnv_b", OwnerKind::queue, 200));
    f.board.update(row("cnv_a", OwnerKind::queue, 100));
    f.board.update(row("cnv_c", OwnerKind::queue, 100));
    f.board.update(row("cnv_d", OwnerKind::bot));
    QCOMPARE(
        f.board.waiting(),
        (std::vector{ConversationId("cnv_a"), ConversationId("cnv_c"), ConversationId("cnv_b")})
    );
    QCOMPARE(f.board.ahead_of(ConversationId("cnv_b")), std::optional(2));
    QVERIFY(!f.board.ahead_of(ConversationId("cnv_d")));
    f.board.update(row("cnv_a", OwnerKind::agent));
    QCOMPARE(f.board.ahead_of(ConversationId("cnv_b")), std::optional(1));
}

void BoardTest::snapshot_and_changes_together_are_the_board()
{
    Fixture f;
    for (int i = 0; i < 60; ++i)
        f.board.update(row("cnv_" + std::to_string(i), OwnerKind::bot));
    const auto parts = f.board.snapshot(25);
    QCOMPARE(parts.size(), std::size_t(3));
    QVERIFY(!parts[0].last && !parts[1].last && parts[2].last);
    std::size_t rows = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        QCOMPARE(parts[i].part, int(i));
        rows += parts[i].items.size();
    }
    QCOMPARE(rows, std::size_t(60));
    QVERIFY(Board(f.timers).snapshot()[0].last);
}

void BoardTest::a_watcher_that_left_is_not_told()
{
    Fixture f;
    f.board.update(row("cnv_1", OwnerKind::bot));
    f.watching.reset();
    f.timers.advance(Millis(100));
    QVERIFY(f.told.empty());
}

void BoardTest::idle_conversations_are_those_with_the_bot_and_quiet()
{
    Fixture f;
    auto quiet = row("cnv_quiet", OwnerKind::bot);
    quiet.last_at = 100;
    auto answering = quiet;
    answering.conversation_id = ConversationId("cnv_answering");
    answering.streaming = true;
    auto recent = quiet;
    recent.conversation_id = ConversationId("cnv_recent");
    recent.last_at = 300;
    auto with_person = quiet;
    with_person.conversation_id = ConversationId("cnv_person");
    with_person.owner.kind = OwnerKind::agent;
    for (const auto& each : {quiet, answering, recent, with_person})
        f.board.update(each);
    QCOMPARE(f.board.idle_with_bot(200, 10), std::vector{ConversationId("cnv_quiet")});
    QVERIFY(f.board.idle_with_bot(200, 0).empty());
}

void BoardTest::the_estimate_follows_the_rate_of_the_last_half_hour()
{
    ManualClock clock;
    WaitEstimate estimate;
    QVERIFY(!estimate.estimate(0, clock.steady()));
    for (int i = 0; i < 5; ++i) {
        estimate.helped(clock.steady());
        clock.advance(std::chrono::minutes(1));
    }
    // Five in five minutes: a minute each; two ahead and oneself.
    QCOMPARE(estimate.estimate(2, clock.steady()), std::optional(std::chrono::seconds(180)));
    clock.advance(std::chrono::hours(1));
    QVERIFY(!estimate.estimate(2, clock.steady()));
}

QTEST_GUILESS_MAIN(BoardTest)
#include "board_test.moc"
