// What the nodes of a cluster tell each other: rows of the list, presence, and who does what for all.

#include "backend/backplane/fields.hpp"
#include "backend/backplane/memory/memory_backplane.hpp"
#include "backend/routing/board_exchange.hpp"
#include "backend/routing/duty.hpp"
#include "backend/routing/presence_exchange.hpp"
#include "tests/support/simulator/sim_archive.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::routing;
using namespace std::chrono_literals;

namespace {

const AgentId dee("agt_dee");

ConversationSummary row(const std::string& id, OwnerKind owner, Seq last_seq)
{
    ConversationSummary summary;
    summary.conversation_id = ConversationId(id);
    summary.owner = {owner, owner == OwnerKind::agent ? "agt_dee" : ""};
    summary.lifecycle = Lifecycle::active;
    summary.last_seq = last_seq;
    if (owner == OwnerKind::queue) summary.waiting_since = 1;
    return summary;
}

// The memory backplane, whose nodes can lose sight of each other.
class Splittable final : public backplane::Backplane
{
public:
    Splittable(asio::any_io_executor executor, const Clock& clock)
        : inner_(backplane::create_memory_backplane(std::move(executor), clock))
    {}

    void publish(std::string topic, backplane::Message message) override
    {
        if (together) inner_->publish(std::move(topic), std::move(message));
    }
    backplane::Subscription subscribe(std::string topic, backplane::Handler handler) override
    {
        return inner_->subscribe(std::move(topic), std::move(handler));
    }
    Task<void> settled() override { return inner_->settled(); }
    Task<std::uint64_t> hit(std::string key, Millis window) override
    {
        return inner_->hit(std::move(key), window);
    }
    Task<bool> lease(std::string key, NodeId holder, Millis time) override
    {
        return inner_->lease(std::move(key), std::move(holder), time);
    }
    void release(std::string key, NodeId holder) override
    {
        inner_->release(std::move(key), std::move(holder));
    }
    [[nodiscard]] backplane::Status status() const override
    {
        backplane::Status status;
        status.connected = together;
        return status;
    }

    bool together = true;

private:
    std::unique_ptr<backplane::Backplane> inner_;
};

struct Fixture
{
    void pass(Millis time)
    {
        for (Millis passed{}; passed <= time; passed += 10ms) {
            loop.restart();
            while (loop.poll() > 0) {
            }
            timers.advance(10ms);
        }
    }

    asio::io_context loop{1};
    ManualClock clock;
    ManualTimers timers{clock};
    SeededRandom random{1};
    simulator::Disk disk;
    simulator::SimArchive archive{
        disk, timers, random, {.slowest = 2ms, .hiccup_in = 1'000'000'000, .failure_in = 1'000'000'000}
    };
    Splittable backplane{loop.get_executor(), clock};
};

// Of one node.
struct Lists
{
    Lists(Fixture& f, const char* node)
        : board(f.timers),
          exchange(f.loop.get_executor(), board, f.backplane, f.archive, f.timers, NodeId(node))
    {
        exchange.on_helped = [this] { ++helped; };
        exchange.start();
    }

    [[nodiscard]] Seq seq(const char* id) const
    {
        const auto* found = board.find(ConversationId(id));
        return found != nullptr ? found->last_seq : 0;
    }

    Board board;
    int helped = 0;
    BoardExchange exchange;
};

struct Staff
{
    Staff(Fixture& f, const char* node) : exchange(book, f.backplane, f.timers, f.clock, NodeId(node))
    {
        exchange.start();
    }

    PresenceBook book;
    PresenceExchange exchange;
};

} // namespace

class ExchangeTest : public QObject
{
    Q_OBJECT

private slots:
    void rows_reach_the_other_boards()
    {
        Fixture f;
        Lists a(f, "a");
        Lists b(f, "b");
        for (Seq seq = 1; seq <= 200; ++seq)
            a.exchange.changed(row("cnv_" + std::to_string(seq), OwnerKind::bot, seq));
        f.pass(50ms);
        QCOMPARE(b.board.size(), 200UL);
        QCOMPARE(b.seq("cnv_200"), 200U);
    }

    void the_newer_row_wins_wherever_it_comes_from()
    {
        Fixture f;
        Lists a(f, "a");
        Lists b(f, "b");
        a.exchange.changed(row("cnv_1", OwnerKind::bot, 2));
        b.exchange.changed(row("cnv_1", OwnerKind::queue, 3));
        f.pass(50ms);
        QCOMPARE(a.seq("cnv_1"), 3U);
        QCOMPARE(b.seq("cnv_1"), 3U);
        a.exchange.changed(row("cnv_1", OwnerKind::bot, 2)); // an old view
        QCOMPARE(a.seq("cnv_1"), 3U);
    }

    void a_late_row_does_not_bring_a_closed_conversation_back()
    {
        Fixture f;
        Lists a(f, "a");
        Lists b(f, "b");
        auto closed = row("cnv_1", OwnerKind::none, 5);
        closed.lifecycle = Lifecycle::resolved;
        b.exchange.changed(row("cnv_1", OwnerKind::bot, 4));
        b.exchange.changed(closed);
        a.exchange.changed(row("cnv_1", OwnerKind::bot, 3));
        f.pass(50ms);
        QCOMPARE(a.board.size(), 0UL);
        QCOMPARE(b.board.size(), 0UL);
        b.exchange.changed(row("cnv_1", OwnerKind::bot, 6)); // reopened
        f.pass(50ms);
        QCOMPARE(a.seq("cnv_1"), 6U);
    }

    void a_person_who_helps_elsewhere_counts_for_the_estimate()
    {
        Fixture f;
        Lists a(f, "a");
        Lists b(f, "b");
        a.exchange.changed(row("cnv_1", OwnerKind::queue, 1));
        f.pass(50ms);
        b.exchange.changed(row("cnv_1", OwnerKind::agent, 2));
        f.pass(50ms);
        QCOMPARE(a.helped, 1);
        QCOMPARE(b.helped, 0); // there the conversation itself has said so
    }

    void what_was_missed_is_read_from_the_archive()
    {
        Fixture f;
        Lists a(f, "a");
        a.exchange.changed(row("cnv_closed", OwnerKind::bot, 2));
        auto streaming = row("cnv_same", OwnerKind::bot, 2);
        streaming.streaming = true;
        a.exchange.changed(streaming);
        const auto store = [&](const char* id, Lifecycle lifecycle, Seq last_seq) {
            auto& record = f.disk.conversations[ConversationId(id)].record;
            record.conversation_id = ConversationId(id);
            record.owner = {OwnerKind::bot, {}};
            record.lifecycle = lifecycle;
            record.last_seq = last_seq;
        };
        store("cnv_closed", Lifecycle::resolved, 3);
        store("cnv_new", Lifecycle::active, 1);
        store("cnv_same", Lifecycle::active, 2);
        f.backplane.publish("board", {.kind = backplane::Message::Kind::missed});
        f.pass(100ms);
        QCOMPARE(a.seq("cnv_closed"), 0U);
        QCOMPARE(a.seq("cnv_new"), 1U);
        QVERIFY(a.board.find(ConversationId("cnv_same"))->streaming); // which only its node can know
    }

    void an_agent_is_here_when_connected_to_any_node()
    {
        Fixture f;
        Staff a(f, "a");
        Staff b(f, "b");
        a.book.connected(dee, "Dee");
        f.pass(50ms);
        QVERIFY(b.book.is_connected(dee));
        b.book.connected(dee, "Dee"); // a second console
        f.pass(50ms);
        a.book.disconnected(dee);
        f.pass(50ms);
        QVERIFY(a.book.is_connected(dee));
        b.book.disconnected(dee);
        f.pass(50ms);
        QVERIFY(!a.book.is_connected(dee));
        QVERIFY(!b.book.is_connected(dee));
    }

    void the_latest_choice_is_everybodys()
    {
        Fixture f;
        Staff a(f, "a");
        Staff b(f, "b");
        std::vector<PresenceChanged> told;
        const auto watching =
            b.book.watch([&](const PresenceChanged& changed) { told.push_back(changed); });
        a.book.connected(dee, "Dee");
        a.book.choose(dee, Presence::busy);
        f.pass(50ms);
        QVERIFY(!b.book.anybody_available());
        QCOMPARE(told.size(), 1UL); // what was decided together is told together
        b.book.choose(dee, Presence::available);
        f.pass(5'000ms);
        QVERIFY(a.book.anybody_available());
        QCOMPARE(told.size(), 2UL); // repeating it is not news
    }

    void a_new_node_learns_who_is_here()
    {
        Fixture f;
        Staff a(f, "a");
        a.book.connected(dee, "Dee");
        f.pass(50ms);
        Staff b(f, "b");
        f.pass(100ms);
        QVERIFY(b.book.is_connected(dee));
    }

    void the_consoles_of_a_dead_node_are_gone_after_a_while()
    {
        Fixture f;
        auto a = std::make_unique<Staff>(f, "a");
        Staff b(f, "b");
        a->book.connected(dee, "Dee");
        f.pass(50ms);
        a.reset(); // without a word
        f.pass(PresenceExchange::silence - 1'500ms);
        QVERIFY(b.book.is_connected(dee));
        f.pass(PresenceExchange::every + 2'000ms);
        QVERIFY(!b.book.is_connected(dee));
    }

    void a_node_that_ends_says_so()
    {
        Fixture f;
        Staff a(f, "a");
        Staff b(f, "b");
        a.book.connected(dee, "Dee");
        f.pass(50ms);
        a.exchange.stop();
        f.pass(50ms);
        QVERIFY(!b.book.is_connected(dee));
    }

    void nobody_is_taken_for_dead_while_the_others_are_out_of_reach()
    {
        Fixture f;
        Staff a(f, "a");
        Staff b(f, "b");
        a.book.connected(dee, "Dee");
        f.pass(50ms);
        f.backplane.together = false;
        f.pass(60'000ms);
        QVERIFY(b.book.is_connected(dee));
        f.backplane.together = true;
        f.pass(PresenceExchange::silence + PresenceExchange::every);
        QVERIFY(b.book.is_connected(dee));
    }

    void a_duty_is_one_nodes_and_another_ones_within_seconds()
    {
        Fixture f;
        Duty a(f.loop.get_executor(), f.backplane, f.timers, f.clock, NodeId("a"), "d");
        auto b =
            std::make_unique<Duty>(f.loop.get_executor(), f.backplane, f.timers, f.clock, NodeId("b"), "d");
        int taken = 0;
        b->on_taken = [&] { ++taken; };
        a.start();
        f.pass(20ms);
        b->start();
        f.pass(10'000ms);
        QVERIFY(a.held());
        QVERIFY(!b->held());
        a.stop();
        f.pass(1'100ms);
        QVERIFY(!a.held());
        QVERIFY(b->held());
        QCOMPARE(taken, 1);
        f.pass(10'000ms);
        QCOMPARE(taken, 1); // renewing is not taking
    }

    void a_node_that_was_away_does_not_believe_in_its_duty()
    {
        Fixture f;
        Duty a(f.loop.get_executor(), f.backplane, f.timers, f.clock, NodeId("a"), "d");
        a.start();
        f.pass(20ms);
        QVERIFY(a.held());
        f.clock.advance(3'000ms); // stopped, while time went on
        QVERIFY(!a.held());
        f.pass(1'100ms);
        QVERIFY(a.held());
        f.backplane.together = false;
        QVERIFY(!a.held());
    }

    void a_duty_is_taken_anew_when_the_others_are_back()
    {
        Fixture f;
        Duty a(f.loop.get_executor(), f.backplane, f.timers, f.clock, NodeId("a"), "d");
        int taken = 0;
        a.on_taken = [&] { ++taken; };
        a.start();
        f.pass(20ms);
        QCOMPARE(taken, 1);
        f.backplane.together = false;
        f.pass(5'000ms);
        f.backplane.together = true;
        QVERIFY(!a.held()); // not before it was asked for
        f.pass(1'100ms);
        QVERIFY(a.held());
        QCOMPARE(taken, 2); // what was left undone meanwhile can be done now
    }

    void fields_come_back_as_they_were()
    {
        const std::vector<std::string_view> fields{"", "a", "1:b,", "é"};
        const auto text = backplane::pack(fields);
        QCOMPARE(text, std::string("0:,1:a,4:1:b,,2:é,"));
        QVERIFY(backplane::unpack(text, 4) == fields);
        QVERIFY(!backplane::unpack(text, 3));
        QVERIFY(backplane::unpack("", 0)->empty());
        for (const auto* bad :
             {"1:a", "2:a,", "x:a,", ":a,", "1a,", "-1:a,", "1:a;", "99999999999999999999999:a,"})
            QVERIFY2(!backplane::unpack(bad, 9), bad);
    }
};

QTEST_GUILESS_MAIN(ExchangeTest)
#include "exchange_test.moc"
