#include <cstdint> // moc cannot read <chrono> as the first of its headers

#include "backend/bot/models/decorators.hpp"
#include "tests/unit/models/stepped_model.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::test;

// Fallback and hedging: more than one model for a question.
class SeveralModelsTest : public QObject
{
    Q_OBJECT

    static constexpr HedgeSettings hedge_settings{.after = Millis(500), .share = 0.1};

private slots:
    void the_next_is_asked_when_one_fails_before_its_first_word()
    {
        Asking asking;
        SteppedModel first("first");
        SteppedModel second("second");
        const auto model = with_fallback({&first, &second}, asking.clock);
        auto& saved = asking.ask(*model, asking.by("a"));
        first.end(0, Errc::overloaded);
        asking.turn();
        second.say(0, "second");
        second.end(0);
        asking.turn();
        QCOMPARE(Asking::code(saved), 0);
        QCOMPARE(saved.text, std::string("second"));
        QCOMPARE((*saved.result)->model, std::string("second"));

        auto& broken = asking.ask(*model, asking.by("a"));
        first.say(1, "first");
        first.end(1, Errc::unavailable);
        asking.turn();
        QCOMPARE(Asking::code(broken), int(Errc::unavailable));
        QCOMPARE(second.calls.size(), 1U);
    }

    void nobody_is_asked_after_a_stop_or_the_deadline()
    {
        Asking asking;
        SteppedModel first;
        SteppedModel second;
        const auto model = with_fallback({&first, &second}, asking.clock);
        auto& stopped = asking.ask(*model, asking.by("a"));
        asking.stop(stopped);
        QCOMPARE(Asking::code(stopped), int(Errc::cancelled));
        auto& late = asking.ask(*model, asking.by("a", Millis(100)));
        asking.advance(Millis(100));
        first.end(1, Errc::unavailable);
        asking.turn();
        QCOMPARE(Asking::code(late), int(Errc::unavailable));
        QCOMPARE(second.calls.size(), 0U);
    }

    void one_that_rests_is_asked_last()
    {
        Asking asking;
        SteppedModel first;
        SteppedModel second;
        first.resting = Millis(10'000);
        const auto model = with_fallback({&first, &second}, asking.clock);
        QCOMPARE(model->rest().count(), 0);
        auto& question = asking.ask(*model, asking.by("a"));
        QCOMPARE(first.calls.size(), 0U);
        second.end(0, Errc::unavailable);
        asking.turn();
        QCOMPARE(first.calls.size(), 1U);
        first.end(0);
        asking.turn();
        QCOMPARE(Asking::code(question), 0);
    }

    void silence_makes_a_second_one_answer_too_and_who_speaks_first_wins_data()
    {
        QTest::addColumn<bool>("second_wins");
        QTest::addRow("the first after all") << false;
        QTest::addRow("the second") << true;
    }
    void silence_makes_a_second_one_answer_too_and_who_speaks_first_wins()
    {
        QFETCH(bool, second_wins);
        Asking asking;
        SteppedModel first("first");
        SteppedModel second("second");
        const auto model = with_hedge(first, second, hedge_settings, asking.tools, asking.stats);
        auto& question = asking.ask(*model, asking.by("a"));
        asking.advance(Millis(499));
        QCOMPARE(second.calls.size(), 0U);
        asking.advance(Millis(1));
        QCOMPARE(second.calls.size(), 1U);
        auto& winner = second_wins ? second : first;
        auto& loser = second_wins ? first : second;
        winner.say(0, "one ");
        asking.turn();
        QVERIFY(loser.calls[0]->stopped);
        loser.say(0, "never shown");
        winner.say(0, "two");
        winner.end(0);
        asking.turn();
        QCOMPARE(Asking::code(question), 0);
        QCOMPARE(question.text, std::string("one two"));
        QCOMPARE(int(asking.stats->hedged), 1);
        QCOMPARE(int(asking.stats->hedges_won), second_wins ? 1 : 0);
    }

    void one_who_speaks_in_time_is_left_alone()
    {
        Asking asking;
        SteppedModel first;
        SteppedModel second;
        const auto model = with_hedge(first, second, hedge_settings, asking.tools, asking.stats);
        auto& question = asking.ask(*model, asking.by("a"));
        first.say(0, "word");
        asking.advance(Millis(10'000));
        QCOMPARE(second.calls.size(), 0U);
        first.end(0, Errc::unavailable); // after its first word
        asking.turn();
        QCOMPARE(Asking::code(question), int(Errc::unavailable));
        QCOMPARE(second.calls.size(), 0U);
    }

    void one_who_fails_is_replaced_at_once()
    {
        Asking asking;
        SteppedModel first;
        SteppedModel second;
        const auto model = with_hedge(first, second, hedge_settings, asking.tools, asking.stats);
        auto& question = asking.ask(*model, asking.by("a"));
        first.end(0, Errc::overloaded);
        asking.turn();
        QCOMPARE(second.calls.size(), 1U);
        second.end(0, Errc::unavailable);
        asking.turn();
        QCOMPARE(Asking::code(question), int(Errc::overloaded)); // the first one's
        QCOMPARE(int(asking.stats->hedged), 0);
    }

    void a_stop_reaches_both()
    {
        Asking asking;
        SteppedModel first;
        SteppedModel second;
        const auto model = with_hedge(first, second, hedge_settings, asking.tools, asking.stats);
        auto& question = asking.ask(*model, asking.by("a"));
        asking.advance(Millis(500));
        asking.stop(question);
        QCOMPARE(Asking::code(question), int(Errc::cancelled));
        QVERIFY(first.calls[0]->stopped);
        QVERIFY(second.calls[0]->stopped);
    }

    void second_requests_are_a_share_of_the_first_in_the_long_run()
    {
        Asking asking;
        SteppedModel first;
        SteppedModel second;
        const auto model = with_hedge(first, second, hedge_settings, asking.tools, asking.stats);
        for (std::size_t i = 0; i < 200; ++i) {
            static_cast<void>(asking.ask(*model, asking.by("a")));
            asking.advance(Millis(600));
            first.say(i, "slow");
            first.end(i);
            asking.turn();
        }
        // Ten at once, and one for each ten more.
        QVERIFY2(
            second.calls.size() >= 28U && second.calls.size() <= 31U,
            std::to_string(second.calls.size()).c_str()
        );
    }
};

QTEST_GUILESS_MAIN(SeveralModelsTest)
#include "several_models_test.moc"
