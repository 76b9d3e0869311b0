#include <cstdint> // moc cannot read <chrono> as the first of its headers

#include "backend/bot/models/decorators.hpp"
#include "tests/unit/models/stepped_model.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::test;

namespace {

constexpr RetrySettings settings{.retries = 2, .first_pause = Millis(400), .longest_pause = Millis(8'000)};

} // namespace

class RetryTest : public QObject
{
    Q_OBJECT

private slots:
    void what_is_tried_again_data()
    {
        QTest::addColumn<int>("error");
        QTest::addColumn<bool>("again");
        QTest::addRow("overloaded") << int(Errc::overloaded) << true;
        QTest::addRow("unavailable") << int(Errc::unavailable) << true;
        QTest::addRow("forbidden") << int(Errc::forbidden) << false;
        QTest::addRow("bad_request") << int(Errc::bad_request) << false;
        QTest::addRow("deadline_exceeded") << int(Errc::deadline_exceeded) << false;
    }
    void what_is_tried_again()
    {
        QFETCH(int, error);
        QFETCH(bool, again);
        Asking asking;
        SteppedModel inner;
        inner.refuses = {Errc(error)};
        const auto model = with_retry(inner, settings, asking.tools, asking.stats);
        const auto& question = asking.ask(*model, asking.by("a"));
        QCOMPARE(Asking::code(question), again ? -1 : error);
        asking.advance(Millis(400));
        QCOMPARE(inner.calls.size(), again ? 2U : 1U);
        QCOMPARE(int(asking.stats->retried), again ? 1 : 0);
    }

    void pauses_double_less_up_to_a_quarter_and_end()
    {
        Asking asking;
        SteppedModel inner;
        inner.refuses.assign(9, Errc::overloaded);
        const auto model = with_retry(inner, settings, asking.tools, asking.stats);
        const auto& question = asking.ask(*model, asking.by("a"));
        asking.advance(Millis(299));
        QCOMPARE(inner.calls.size(), 1U);
        asking.advance(Millis(101));
        QCOMPARE(inner.calls.size(), 2U);
        asking.advance(Millis(500));
        QCOMPARE(inner.calls.size(), 2U);
        asking.advance(Millis(300));
        QCOMPARE(inner.calls.size(), 3U);
        QCOMPARE(Asking::code(question), int(Errc::overloaded));
    }

    void many_who_were_refused_together_do_not_come_back_together()
    {
        Asking asking;
        SteppedModel inner;
        inner.refuses.assign(50, Errc::overloaded);
        const auto model = with_retry(inner, settings, asking.tools, asking.stats);
        for (int i = 0; i < 50; ++i)
            static_cast<void>(asking.ask(*model, asking.by("a")));
        std::size_t most = 0;
        for (int ms = 0; ms < 400; ++ms) {
            const auto before = inner.calls.size();
            asking.advance(Millis(1));
            most = std::max(most, inner.calls.size() - before);
        }
        QCOMPARE(inner.calls.size(), 100U);
        QVERIFY2(most <= 5, std::to_string(most).c_str());
    }

    void never_once_a_word_was_shown()
    {
        Asking asking;
        SteppedModel inner;
        const auto model = with_retry(inner, settings, asking.tools, asking.stats);
        const auto& question = asking.ask(*model, asking.by("a"));
        inner.say(0, "You");
        inner.end(0, Errc::unavailable);
        asking.advance(Millis(60'000));
        QCOMPARE(Asking::code(question), int(Errc::unavailable));
        QCOMPARE(inner.calls.size(), 1U);
    }

    void the_provider_says_when_to_come_back()
    {
        Asking asking;
        SteppedModel inner;
        const auto model = with_retry(inner, settings, asking.tools, asking.stats);
        const auto& question = asking.ask(*model, asking.by("a", Millis(20'000)));
        inner.resting = Millis(3'000); // as its refusal asked for
        inner.end(0, Errc::overloaded);
        asking.turn();
        asking.advance(Millis(2'999));
        QCOMPARE(inner.calls.size(), 1U);
        asking.advance(Millis(101)); // a little later by chance
        QCOMPARE(inner.calls.size(), 2U);
        QCOMPARE(Asking::code(question), -1);
    }

    void one_that_rests_longer_than_anybody_waits_is_not_asked()
    {
        Asking asking;
        SteppedModel inner;
        inner.resting = Millis(60'000);
        const auto model = with_retry(inner, settings, asking.tools, asking.stats);
        QCOMPARE(Asking::code(asking.ask(*model, asking.by("a", Millis(20'000)))), int(Errc::overloaded));
        QCOMPARE(inner.calls.size(), 0U);
    }

    void no_pause_goes_beyond_the_deadline()
    {
        Asking asking;
        SteppedModel inner;
        inner.refuses = {Errc::overloaded};
        const auto model = with_retry(inner, settings, asking.tools, asking.stats);
        QCOMPARE(Asking::code(asking.ask(*model, asking.by("a", Millis(200)))), int(Errc::overloaded));
        QCOMPARE(inner.calls.size(), 1U);
    }

    void a_stop_ends_the_pause_at_once()
    {
        Asking asking;
        SteppedModel inner;
        inner.refuses = {Errc::overloaded};
        const auto model = with_retry(inner, settings, asking.tools, asking.stats);
        auto& question = asking.ask(*model, asking.by("a"));
        asking.stop(question);
        QCOMPARE(Asking::code(question), int(Errc::cancelled));
        QCOMPARE(inner.calls.size(), 1U);
    }
};

QTEST_GUILESS_MAIN(RetryTest)
#include "retry_test.moc"
