// What the backplane in process keeps in memory has a bound, whatever is asked of it.

#include "backend/backplane/memory/leases.hpp"
#include "backend/backplane/memory/topics.hpp"
#include "backend/backplane/memory/window_counters.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::backplane;
using namespace std::chrono_literals;

class MemoryBoundsTest : public QObject
{
    Q_OBJECT

    SteadyTime now_{1h};

private slots:
    void counters_keep_the_keys_that_were_hit_last()
    {
        WindowCounters counters(3);
        for (const auto* key : {"a", "b", "c", "a"})
            (void)counters.hit(key, 8s, now_);
        QCOMPARE(counters.hit("d", 8s, now_), 1U); // b, untouched for longest, goes
        QCOMPARE(counters.size(), 3UL);
        QCOMPARE(counters.hit("a", 8s, now_), 3U);
        QCOMPARE(counters.hit("b", 8s, now_), 1U);
        QCOMPARE(counters.size(), 3UL);
    }

    void a_counter_used_with_another_window_starts_again()
    {
        WindowCounters counters(3);
        QCOMPARE(counters.hit("a", 8s, now_), 1U);
        QCOMPARE(counters.hit("a", 8s, now_), 2U);
        QCOMPARE(counters.hit("a", 60s, now_), 1U);
    }

    void a_window_shorter_than_its_slices_works()
    {
        WindowCounters counters(3);
        QCOMPARE(counters.hit("a", 3ms, now_), 1U);
        QCOMPARE(counters.hit("a", 3ms, now_), 2U);
        QCOMPARE(counters.hit("a", 3ms, now_ + 20ms), 1U);
    }

    void leases_that_nobody_released_are_forgotten()
    {
        Leases leases;
        for (int i = 0; i < 100'000; ++i) {
            QVERIFY(leases.take("turn" + std::to_string(i), NodeId("n"), 15s, now_));
            now_ += 100ms; // 150 at a time are alive
        }
        QVERIFY(leases.size() <= 1'024);
    }

    void leases_that_are_alive_are_never_forgotten()
    {
        Leases leases;
        for (int i = 0; i < 5'000; ++i) {
            QVERIFY(leases.take("turn" + std::to_string(i), NodeId("n"), 15s, now_));
        }
        for (int i = 0; i < 5'000; ++i) {
            QVERIFY(!leases.take("turn" + std::to_string(i), NodeId("m"), 15s, now_));
        }
    }

    void a_topic_without_listeners_is_forgotten()
    {
        const auto topics = std::make_shared<Topics>();
        {
            const auto a = topics->subscribe("t", [](const Message&) {});
            const auto b = topics->subscribe("t", [](const Message&) {});
            const auto c = topics->subscribe("u", [](const Message&) {});
            QCOMPARE(topics->size(), 2UL);
            QCOMPARE(topics->listeners("t").size(), 2UL);
        }
        QCOMPARE(topics->size(), 0UL);
    }
};

QTEST_GUILESS_MAIN(MemoryBoundsTest)
#include "memory_bounds_test.moc"
