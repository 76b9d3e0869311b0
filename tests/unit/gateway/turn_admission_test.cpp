#include <QTest> // first: moc cannot read <chrono> before it

#include "backend/gateway/turn_admission.hpp"

using namespace tandem;
using tandem::gateway::TurnAdmission;

namespace {

// A machine that can work on so many answers at once; with more its loop is late.
struct Machine
{
    std::size_t able = 300;
    TurnAdmission admission;
    std::size_t in_progress = 0;

    void step(std::size_t wanted)
    {
        in_progress = 0;
        while (in_progress < wanted && admission.admits(in_progress))
            ++in_progress;
        const auto beyond = in_progress > able ? in_progress - able : 0;
        admission.look(Millis(5 + 4 * static_cast<Millis::rep>(beyond)), in_progress);
    }
};

} // namespace

class TurnAdmissionTest : public QObject
{
    Q_OBJECT

private slots:
    void without_load_nobody_is_refused()
    {
        TurnAdmission admission;
        for (int i = 0; i < 100; ++i)
            admission.look(Millis(2), 5'000);
        QVERIFY(admission.admits(5'000));
    }

    void under_twice_the_load_as_many_are_admitted_as_can_be_served()
    {
        Machine machine;
        for (int i = 0; i < 100; ++i)
            machine.step(600);
        std::size_t sum = 0;
        for (int i = 0; i < 100; ++i) {
            machine.step(600);
            QVERIFY2(machine.in_progress < 345, qPrintable(QString::number(machine.in_progress)));
            sum += machine.in_progress;
        }
        QVERIFY2(sum / 100 >= 270, qPrintable(QString::number(sum / 100)));
    }

    void it_reacts_within_two_seconds_and_forgets_within_half_a_minute()
    {
        Machine machine;
        for (int i = 0; i < 20; ++i)
            machine.step(600);
        QVERIFY(machine.admission.limit() < 400);
        machine.able = 10'000;
        for (int i = 0; i < 300; ++i)
            machine.step(600);
        QCOMPARE(machine.in_progress, std::size_t(600));
    }

    // Where the answers wait is not to be seen; that they begin late is.
    void a_queue_that_nobody_sees_is_kept_short()
    {
        TurnAdmission admission;
        constexpr double able = 300;  // answers a second
        constexpr double alone = 0.2; // seconds until one begins when nobody else waits
        constexpr double writing = 0.6;
        constexpr double step = 0.1;
        double queue = 0;
        double writing_now = 0;
        double served_under_load = 0;
        double worst_wait = 0;
        for (int i = 0; i < 900; ++i) {
            const bool overload = i >= 300;
            for (double wanted = (overload ? 2.0 : 0.5) * able * step; wanted > 0; --wanted) {
                if (admission.admits(std::size_t(queue + writing_now))) ++queue;
            }
            const double served = std::min(queue, able * step);
            queue -= served;
            writing_now += served - writing_now * step / writing;
            const double wait = alone + queue / able;
            for (int n = 0; n < int(served); ++n)
                admission.began(wait);
            admission.look(Millis(3), std::size_t(queue + writing_now));
            if (i < 600) continue; // half a minute to find the balance
            served_under_load += served;
            worst_wait = std::max(worst_wait, wait);
        }
        QVERIFY2(
            served_under_load >= 0.9 * 300 * able * step, qPrintable(QString::number(served_under_load))
        );
        QVERIFY2(worst_wait < 1.0, qPrintable(QString::number(worst_wait)));
    }

    void one_stall_is_no_overload()
    {
        TurnAdmission admission;
        admission.look(Millis(150), 500);
        for (int i = 0; i < 10; ++i)
            admission.look(Millis(2), 500);
        QVERIFY(admission.admits(500));
    }

    void a_few_are_always_admitted()
    {
        TurnAdmission admission;
        for (int i = 0; i < 1'000; ++i)
            admission.look(Millis(5'000), 64);
        QVERIFY(admission.admits(63));
        QVERIFY(!admission.admits(64));
    }
};

QTEST_GUILESS_MAIN(TurnAdmissionTest)
#include "turn_admission_test.moc"
