#include <QTest> // before <chrono>, which moc cannot read without what it defines

#include "agent-app/net/reconnect_loop.hpp"

using namespace tandem;
using namespace tandem::console;
using namespace std::chrono_literals;
using State = ReconnectLoop::State;
using Action = ReconnectLoop::Action;

Q_DECLARE_METATYPE(State)

namespace {

// Chance at its extremes: `below` gives 0, or as much as it may.
class FixedRandom final : public Random
{
public:
    explicit FixedRandom(unsigned char byte) : m_byte(byte) {}
    void fill(std::span<std::byte> out) override { std::ranges::fill(out, std::byte(m_byte)); }

private:
    unsigned char m_byte;
};

const SteadyTime t0{1h};

} // namespace

class ReconnectLoopTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void close_codes_decide_whether_to_try_again_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<State>("after");
        for (const int code : {0, 1000, 1001, 1006, 1011, 4408, 4410, 4411, 4429, 4500, 4502, 4503, 4599}) {
            QTest::addRow("%d", code) << code << State::Waiting;
        }
        for (const int code : {1002, 1003, 1007, 1008, 1009, 1010, 4400, 4401, 4403, 4406, 4407}) {
            QTest::addRow("%d", code) << code << State::Refused;
        }
    }

    void close_codes_decide_whether_to_try_again()
    {
        QFETCH(int, code);
        QFETCH(State, after);
        SeededRandom random(1);
        ReconnectLoop loop(random);
        QCOMPARE(loop.start(t0), Action::Connect);
        loop.welcomed(t0);
        QCOMPARE(loop.ended(static_cast<std::uint16_t>(code), t0 + 1s), Action::Nothing);
        QCOMPARE(loop.state(), after);
    }

    void waits_double_up_to_thirty_seconds_and_never_end()
    {
        SeededRandom random(7);
        ReconnectLoop loop(random);
        auto now = t0;
        (void)loop.start(now);
        Millis limit = ReconnectLoop::firstLimit;
        for (int attempt = 0; attempt < 500; ++attempt) {
            (void)loop.ended(0, now);
            QCOMPARE(loop.state(), State::Waiting);
            const auto wait = std::chrono::duration_cast<Millis>(loop.nextAttempt() - now);
            QVERIFY2(wait >= 0ms && wait < limit, qPrintable(QString::number(wait.count())));
            limit = std::min(limit * 2, ReconnectLoop::lastLimit);
            now = loop.nextAttempt();
            QCOMPARE(loop.tick(now), Action::Connect);
        }
        QCOMPARE(limit, Millis(30s));
    }

    void jitter_uses_the_whole_range()
    {
        SeededRandom random(3);
        int early = 0;
        int late = 0;
        for (int i = 0; i < 200; ++i) {
            ReconnectLoop loop(random);
            (void)loop.start(t0);
            (void)loop.ended(0, t0);
            (loop.nextAttempt() - t0 < ReconnectLoop::firstLimit / 2 ? early : late) += 1;
        }
        QVERIFY(early > 60);
        QVERIFY(late > 60);
    }

    void a_connection_that_lasted_makes_the_next_wait_short()
    {
        SeededRandom random(5);
        ReconnectLoop loop(random);
        auto now = t0;
        (void)loop.start(now);
        for (int i = 0; i < 10; ++i) {
            (void)loop.ended(0, now);
            now = loop.nextAttempt();
            (void)loop.tick(now);
        }
        loop.welcomed(now);
        now += ReconnectLoop::lasting;
        (void)loop.ended(4503, now);
        QVERIFY(loop.nextAttempt() - now < ReconnectLoop::firstLimit);
    }

    void a_server_that_welcomes_and_drops_is_not_asked_in_a_tight_loop()
    {
        SeededRandom random(5);
        ReconnectLoop loop(random);
        auto now = t0;
        (void)loop.start(now);
        SteadyTime::duration waited{};
        for (int i = 0; i < 20; ++i) {
            loop.welcomed(now);
            (void)loop.ended(4408, now);
            waited += loop.nextAttempt() - now;
            now = loop.nextAttempt();
            (void)loop.tick(now);
        }
        QVERIFY(waited > 60s);
    }

    void an_attempt_without_a_welcome_is_dropped()
    {
        SeededRandom random(1);
        ReconnectLoop loop(random);
        (void)loop.start(t0);
        QCOMPARE(loop.tick(t0 + 9'999ms), Action::Nothing);
        QCOMPARE(loop.tick(t0 + 10s), Action::Drop);
        QCOMPARE(loop.state(), State::Waiting);
    }

    void waking_up_ends_a_wait_and_nothing_else()
    {
        SeededRandom random(1);
        ReconnectLoop loop(random);
        QCOMPARE(loop.wake(t0), Action::Nothing);
        (void)loop.start(t0);
        QCOMPARE(loop.wake(t0), Action::Nothing);
        (void)loop.ended(0, t0);
        QCOMPARE(loop.wake(t0), Action::Connect);
        QCOMPARE(loop.state(), State::Connecting);
    }

    void the_servers_own_distance_is_kept_once()
    {
        SeededRandom random(1);
        ReconnectLoop loop(random);
        (void)loop.start(t0);
        loop.welcomed(t0);
        loop.restarting(7s);
        (void)loop.ended(4503, t0);
        QCOMPARE(loop.nextAttempt(), t0 + 7s);
        (void)loop.tick(t0 + 7s);
        (void)loop.ended(0, t0 + 7s);
        QVERIFY(loop.nextAttempt() < t0 + 9s);
    }

    void after_a_stop_nothing_happens()
    {
        SeededRandom random(1);
        ReconnectLoop loop(random);
        (void)loop.start(t0);
        QCOMPARE(loop.stop(), Action::Drop);
        QCOMPARE(loop.stop(), Action::Nothing);
        QCOMPARE(loop.ended(0, t0), Action::Nothing);
        QCOMPARE(loop.tick(t0 + 1h), Action::Nothing);
        QCOMPARE(loop.wake(t0 + 1h), Action::Nothing);
        QCOMPARE(loop.state(), State::Stopped);
    }

    void the_shortest_jitter_still_waits_for_a_tick()
    {
        FixedRandom random(0);
        ReconnectLoop loop(random);
        (void)loop.start(t0);
        QCOMPARE(loop.ended(0, t0), Action::Nothing);
        QCOMPARE(loop.tick(t0), Action::Connect);
    }
};

QTEST_GUILESS_MAIN(ReconnectLoopTest)
#include "reconnect_loop_test.moc"
