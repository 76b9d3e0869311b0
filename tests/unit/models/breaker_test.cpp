#include <cstdint> // moc cannot read <chrono> as the first of its headers

#include "backend/bot/models/breaker.hpp"

#include "tests/unit/models/stepped_model.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::test;
using State = Breaker::State;

namespace {

constexpr BreakerSettings settings{
    .failures = 3, .open_time = Millis(1'000), .longest_open = Millis(3'000)
};

void fail_once(Breaker& breaker, SteadyTime now)
{
    const auto pass = breaker.enter(now);
    QVERIFY(pass.has_value());
    breaker.failed(*pass, now);
}

} // namespace

class BreakerTest : public QObject
{
    Q_OBJECT

    ManualClock clock_;
    SteadyTime now() const { return clock_.steady(); }

private slots:
    void it_opens_after_failures_in_a_row_only()
    {
        Breaker breaker(settings);
        fail_once(breaker, now());
        fail_once(breaker, now());
        breaker.succeeded(*breaker.enter(now()));
        fail_once(breaker, now());
        fail_once(breaker, now());
        QVERIFY(breaker.state(now()) == State::closed);
        fail_once(breaker, now());
        QVERIFY(breaker.state(now()) == State::open);
        QVERIFY(!breaker.enter(now()));
        QCOMPARE(breaker.rest(now()).count(), 1'000);
        QCOMPARE(int(breaker.opened()), 1);
    }

    void half_open_lets_one_through_and_its_outcome_decides()
    {
        Breaker breaker(settings);
        for (int i = 0; i < 3; ++i)
            fail_once(breaker, now());
        clock_.advance(Millis(1'000));
        QVERIFY(breaker.state(now()) == State::half_open);
        const auto probe = breaker.enter(now());
        QVERIFY(probe.has_value());
        QVERIFY(!breaker.enter(now()));
        breaker.failed(*probe, now());
        QCOMPARE(breaker.rest(now()).count(), 2'000); // doubled
        clock_.advance(Millis(2'000));
        fail_once(breaker, now());
        QCOMPARE(breaker.rest(now()).count(), 3'000); // at most
        clock_.advance(Millis(3'000));
        breaker.succeeded(*breaker.enter(now()));
        QVERIFY(breaker.state(now()) == State::closed);
        for (int i = 0; i < 3; ++i)
            fail_once(breaker, now());
        QCOMPARE(breaker.rest(now()).count(), 1'000); // from the beginning
    }

    void a_probe_that_was_given_up_lets_the_next_one_try()
    {
        Breaker breaker(settings);
        for (int i = 0; i < 3; ++i)
            fail_once(breaker, now());
        clock_.advance(Millis(1'000));
        breaker.told_nothing(*breaker.enter(now()));
        QVERIFY(breaker.enter(now()).has_value());
    }

    void what_began_before_it_opened_changes_nothing()
    {
        Breaker breaker(settings);
        const auto slow = breaker.enter(now());
        const auto slower = breaker.enter(now());
        for (int i = 0; i < 3; ++i)
            fail_once(breaker, now());
        breaker.succeeded(*slow);
        breaker.failed(*slower, now());
        QVERIFY(breaker.state(now()) == State::open);
        QCOMPARE(int(breaker.opened()), 1);
    }

    void the_decorator_counts_failures_of_the_provider_only_data()
    {
        QTest::addColumn<int>("error");
        QTest::addColumn<bool>("opens");
        QTest::addRow("unavailable") << int(Errc::unavailable) << true;
        QTest::addRow("overloaded") << int(Errc::overloaded) << true;
        QTest::addRow("forbidden") << int(Errc::forbidden) << true;
        QTest::addRow("bad_request") << int(Errc::bad_request) << false;
        QTest::addRow("cancelled") << int(Errc::cancelled) << false;
        QTest::addRow("deadline_exceeded") << int(Errc::deadline_exceeded) << false;
    }
    void the_decorator_counts_failures_of_the_provider_only()
    {
        QFETCH(int, error);
        QFETCH(bool, opens);
        Asking asking;
        SteppedModel inner;
        inner.refuses.assign(3, Errc(error));
        const auto model =
            with_breaker(inner, std::make_shared<Breaker>(settings), asking.tools, asking.stats);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(Asking::code(asking.ask(*model)), error);
        const auto& next = asking.ask(*model);
        QCOMPARE(Asking::code(next), opens ? int(Errc::unavailable) : -1);
        QCOMPARE(inner.calls.size(), opens ? 3U : 4U);
        QCOMPARE(int(asking.stats->turned_away_breaker), opens ? 1 : 0);
        QCOMPARE(model->rest() > Millis(0), opens);
    }
};

QTEST_GUILESS_MAIN(BreakerTest)
#include "breaker_test.moc"
