#include "backend/util/timers.hpp"

#include <QtTest>

using namespace tandem;

class TimersTest : public QObject
{
    Q_OBJECT

private slots:
    void calls_come_when_time_passes_and_in_order()
    {
        ManualClock clock(0);
        ManualTimers timers(clock);
        QStringList made;
        const auto later = timers.after(Millis(20), [&] { made << "later"; });
        const auto first = timers.after(Millis(10), [&] { made << "first"; });
        const auto second = timers.after(Millis(10), [&] { made << "second"; });
        auto taken_back = timers.after(Millis(10), [&] { made << "never"; });
        taken_back.reset();
        timers.advance(Millis(9));
        QVERIFY(made.isEmpty());
        timers.advance(Millis(11));
        QCOMPARE(made, (QStringList{"first", "second", "later"}));
    }

    void a_call_that_was_made_lets_go_of_what_it_holds()
    {
        struct Turn
        {
            TimerHandle opens;
        };
        ManualClock clock(0);
        ManualTimers timers(clock);
        auto turn = std::make_shared<Turn>();
        const std::weak_ptr<Turn> watched = turn;
        turn->opens = timers.after(Millis(1), [turn] { QVERIFY(turn->opens != nullptr); });
        turn.reset();
        QVERIFY(!watched.expired());
        timers.advance(Millis(1));
        QVERIFY(watched.expired());
    }
};

QTEST_APPLESS_MAIN(TimersTest)
#include "timers_test.moc"
