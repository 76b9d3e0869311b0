#include "backend/storage/postgres/arrays.hpp"
#include "backend/storage/postgres/retry.hpp"
#include "backend/storage/postgres/watchdog.hpp"

#include <QtTest>
#include <sys/socket.h>
#include <unistd.h>

using namespace tandem;
using namespace tandem::storage::postgres;

class PostgresPartsTest : public QObject
{
    Q_OBJECT

    static std::vector<std::string> literals(Arrays arrays)
    {
        std::vector<std::string> out;
        std::move(arrays).move_to(out);
        return out;
    }

private slots:
    void rows_become_arrays_by_column()
    {
        Arrays arrays(3);
        QVERIFY(arrays.empty());
        const std::string text = "NULL";
        arrays.text("a").number(1).flag(true);
        arrays.text_or_null(nullptr).number_or_null(std::optional<int>()).flag(false);
        arrays.text_or_null(&text).number_or_null(std::optional<int>(-3)).flag(false);
        QCOMPARE(arrays.rows(), 3UL);
        QCOMPARE(
            literals(std::move(arrays)),
            (std::vector<std::string>{"{\"a\",NULL,\"NULL\"}", "{1,NULL,-3}", "{t,f,f}"})
        );
    }

    void what_means_something_in_an_array_is_escaped()
    {
        Arrays arrays(1);
        arrays.text("a\"b\\c,{}'").text("").text("\u00fc\n");
        QCOMPARE(
            literals(std::move(arrays)).front(), std::string("{\"a\\\"b\\\\c,{}'\",\"\",\"\u00fc\n\"}")
        );
    }

    void u0000_is_refused()
    {
        Arrays arrays(1);
        QVERIFY_THROWS_EXCEPTION(HasNul, arrays.text(std::string_view("a\0b", 3)));
    }

    void a_lost_connection_is_replaced_at_once_and_then_with_growing_pauses_until_the_time_is_up()
    {
        SeededRandom random(1);
        const SteadyTime start{};
        Retry retry(start + Millis(2'000));
        QCOMPARE(retry.next(Remedy::reconnect, start + Millis(5'000), random), std::optional(Millis(0)));
        Millis longest(0);
        for (int i = 0; i < 200; ++i) {
            const auto wait = retry.next(Remedy::reconnect, start, random);
            QVERIFY(wait && *wait > Millis(0) && *wait <= Millis(500));
            longest = std::max(longest, *wait);
        }
        QVERIFY(longest > Millis(400));
        QVERIFY(!retry.next(Remedy::reconnect, start + Millis(2'000), random));
    }

    void collisions_are_repeated_three_times_and_faults_never()
    {
        SeededRandom random(1);
        Retry retry(SteadyTime::max());
        for (int i = 0; i < 3; ++i)
            QVERIFY(retry.next(Remedy::again, {}, random).has_value());
        QVERIFY(!retry.next(Remedy::again, {}, random));
        QVERIFY(!Retry(SteadyTime::max()).next(Remedy::blame, {}, random));
        QVERIFY(!Retry(SteadyTime::max()).next(Remedy::give_up, {}, random));
    }

    void the_watchdog_ends_a_wait_that_lasts_too_long_and_no_other()
    {
        int slow[2];
        int quick[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, static_cast<int*>(slow)), 0);
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM, 0, static_cast<int*>(quick)), 0);
        Watchdog watchdog;
        {
            const auto patient = watchdog.watch(quick[0], std::chrono::minutes(1));
            const auto watched = watchdog.watch(slow[0], Millis(50));
            char byte = 0;
            QCOMPARE(::read(slow[0], &byte, 1), ssize_t(0)); // would wait for ever
        }
        {
            const auto left_in_time = watchdog.watch(quick[0], Millis(20));
        }
        const auto later = watchdog.watch(slow[1], Millis(100));
        char byte = 0;
        QCOMPARE(::read(slow[1], &byte, 1), ssize_t(0));
        QCOMPARE(::write(quick[1], "x", 1), ssize_t(1));
        QCOMPARE(::read(quick[0], &byte, 1), ssize_t(1));
        for (const int socket : {slow[0], slow[1], quick[0], quick[1]})
            ::close(socket);
    }
};

QTEST_GUILESS_MAIN(PostgresPartsTest)
#include "postgres_parts_test.moc"
