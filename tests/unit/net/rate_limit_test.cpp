// Before the rest: moc 6.4 cannot read <chrono> when it is the first standard header.
#include <cstddef>

#include "backend/net/rate_limit.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::net;
using namespace std::chrono_literals;

class RateLimitTest : public QObject
{
    Q_OBJECT

private slots:
    void burst_is_there_at_once_and_comes_back_with_time()
    {
        TokenBucket bucket({.per_second = 2, .burst = 3}, start_);
        for (int i = 0; i < 3; ++i)
            QVERIFY(bucket.take(start_));
        QVERIFY(!bucket.take(start_));
        QVERIFY(!bucket.take(start_ + 499ms));
        QVERIFY(bucket.take(start_ + 500ms));
        QVERIFY(!bucket.take(start_ + 500ms));
    }

    void long_rest_gives_no_more_than_the_burst()
    {
        TokenBucket bucket({.per_second = 10, .burst = 2}, start_);
        QVERIFY(bucket.take(start_ + 1h));
        QVERIFY(bucket.take(start_ + 1h));
        QVERIFY(!bucket.take(start_ + 1h));
    }

    void refused_take_costs_nothing()
    {
        TokenBucket bucket({.per_second = 1, .burst = 5}, start_);
        QVERIFY(bucket.take(start_, 4));
        for (int i = 0; i < 100; ++i)
            QVERIFY(!bucket.take(start_, 2));
        QVERIFY(bucket.take(start_, 1));
    }

    void time_running_backwards_gives_nothing()
    {
        TokenBucket bucket({.per_second = 1, .burst = 1}, start_);
        QVERIFY(bucket.take(start_));
        QVERIFY(!bucket.take(start_ - 1h));
        QVERIFY(!bucket.take(start_));
        QVERIFY(bucket.take(start_ + 1s));
    }

    void wait_is_exactly_long_enough()
    {
        TokenBucket bucket({.per_second = 0.5, .burst = 1}, start_);
        QCOMPARE(bucket.wait(start_), Millis(0));
        QVERIFY(bucket.take(start_));
        const auto wait = bucket.wait(start_);
        QCOMPARE(wait, Millis(2'000));
        QVERIFY(!bucket.take(start_ + wait - 1ms));
        QVERIFY(bucket.take(start_ + wait));
    }

    void wait_for_what_never_comes_is_a_year()
    {
        QCOMPARE(
            TokenBucket({.per_second = 1, .burst = 2}, start_).wait(start_, 3),
            Millis(std::chrono::hours(24 * 365))
        );
        TokenBucket empty({.per_second = 0, .burst = 1}, start_);
        QVERIFY(empty.take(start_));
        QCOMPARE(empty.wait(start_), Millis(std::chrono::hours(24 * 365)));
    }

    void keys_do_not_share()
    {
        RateLimitTable table({.per_second = 1, .burst = 1}, 10);
        QVERIFY(table.take("a", start_));
        QVERIFY(!table.take("a", start_));
        QVERIFY(table.take("b", start_));
        QCOMPARE(table.wait("a", start_), Millis(1'000));
        QCOMPARE(table.wait("c", start_), Millis(0));
        QCOMPARE(table.size(), 2U);
    }

    void full_table_forgets_the_key_not_used_for_longest()
    {
        RateLimitTable table({.per_second = 0.001, .burst = 1}, 2);
        QVERIFY(table.take("a", start_));
        QVERIFY(table.take("b", start_));
        QVERIFY(!table.take("a", start_)); // now b is the older one
        QVERIFY(table.take("c", start_));
        QCOMPARE(table.size(), 2U);
        QVERIFY(!table.take("a", start_));
        QVERIFY(table.take("b", start_));
    }

    void flood_of_keys_stays_within_the_limit()
    {
        RateLimitTable table({.per_second = 1, .burst = 1}, 100);
        for (int i = 0; i < 10'000; ++i)
            QVERIFY(table.take(std::to_string(i), start_));
        QCOMPARE(table.size(), 100U);
    }

private:
    const SteadyTime start_{std::chrono::hours(1)};
};

QTEST_GUILESS_MAIN(RateLimitTest)
#include "rate_limit_test.moc"
