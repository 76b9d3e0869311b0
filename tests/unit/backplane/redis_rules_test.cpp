// What the adapter decides without asking anybody: what to subscribe to next, what was lost, what need not
// be sent, when to try again.

#include <string> // first: moc of Qt 6.4 stumbles when <chrono> is the first standard header it meets

#include "backend/backplane/redis/backoff.hpp"
#include "backend/backplane/redis/log_limit.hpp"
#include "backend/backplane/redis/subscriptions.hpp"
#include "backend/backplane/redis/topic_notes.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::backplane::redis;
using namespace std::chrono_literals;

class RedisRulesTest : public QObject
{
    Q_OBJECT

    SteadyTime now_{1h};

private slots:
    void changes_gather_while_a_command_is_under_way()
    {
        Subscriptions subscriptions;
        subscriptions.want("a", true);
        const auto first = subscriptions.next();
        QVERIFY(first && first->subscribe);
        QCOMPARE(first->topics, std::vector<std::string>{"a"});
        subscriptions.want("b", true);
        subscriptions.want("c", true);
        subscriptions.want("b", false);
        subscriptions.want("d", true);
        QVERIFY(!subscriptions.next()); // one at a time
        subscriptions.confirm();
        QCOMPARE(subscriptions.next()->topics, (std::vector<std::string>{"b", "c"}));
        subscriptions.confirm();
        const auto away = subscriptions.next();
        QVERIFY(!away->subscribe);
        QCOMPARE(away->topics, std::vector<std::string>{"b"});
        subscriptions.confirm();
        QVERIFY(!subscriptions.all_done());
        QCOMPARE(subscriptions.next()->topics, std::vector<std::string>{"d"});
        subscriptions.confirm();
        QVERIFY(subscriptions.all_done());
        QVERIFY(!subscriptions.next());
    }

    void a_new_connection_begins_again_and_no_one_waits_for_the_old_one()
    {
        Subscriptions subscriptions;
        subscriptions.want("a", true);
        const auto waits_for = subscriptions.asked();
        static_cast<void>(subscriptions.next());
        subscriptions.restart({"a", "b"});
        QVERIFY(subscriptions.done() >= waits_for);
        QVERIFY(!subscriptions.all_done());
        QCOMPARE(subscriptions.next()->topics, (std::vector<std::string>{"a", "b"}));
        subscriptions.confirm();
        QVERIFY(subscriptions.all_done());
    }

    void a_command_has_a_bound()
    {
        Subscriptions subscriptions;
        for (int i = 0; i < 600; ++i)
            subscriptions.want(std::to_string(i), true);
        for (const std::size_t expected : {256UL, 256UL, 88UL}) {
            QCOMPARE(subscriptions.next()->topics.size(), expected);
            subscriptions.confirm();
        }
        QVERIFY(subscriptions.all_done());
    }

    void lost_topics_are_named_once_or_become_everything()
    {
        LostTopics lost;
        QVERIFY(lost.empty() && !lost.take());
        lost.add("a");
        lost.add("a");
        QCOMPARE(lost.take(), std::string("a"));
        QVERIFY(!lost.take());
        for (std::size_t i = 0; i <= LostTopics::most; ++i)
            lost.add(std::to_string(i));
        QCOMPARE(lost.take(), std::string());
        QVERIFY(lost.empty());
    }

    void nobody_listening_is_believed_for_a_moment()
    {
        UnwatchedTopics unwatched;
        unwatched.note("t", false, now_);
        QVERIFY(unwatched.contains("t", now_ + UnwatchedTopics::believed_for - 1ms));
        QVERIFY(!unwatched.contains("t", now_ + UnwatchedTopics::believed_for));
        unwatched.note("t", false, now_);
        unwatched.note("t", true, now_);
        QVERIFY(!unwatched.contains("t", now_));
    }

    void what_is_noted_has_a_bound()
    {
        UnwatchedTopics unwatched;
        for (std::size_t i = 0; i < 3 * UnwatchedTopics::most; ++i)
            unwatched.note(std::to_string(i), false, now_);
        std::size_t noted = 0;
        for (std::size_t i = 0; i < 3 * UnwatchedTopics::most; ++i)
            noted += unwatched.contains(std::to_string(i), now_) ? 1 : 0;
        QVERIFY(noted <= UnwatchedTopics::most);
        QVERIFY(unwatched.contains(std::to_string(3 * UnwatchedTopics::most - 1), now_));
    }

    void tries_come_further_and_further_apart_up_to_a_limit()
    {
        SeededRandom random(1);
        Backoff backoff;
        Millis limit = Backoff::first;
        Millis longest{0};
        for (int i = 0; i < 200; ++i) {
            const auto wait = backoff.next(random);
            QVERIFY(wait >= 0ms && wait <= limit);
            limit = std::min(Backoff::longest, limit * 2);
            longest = std::max(longest, wait);
        }
        QVERIFY(longest > 2'000ms);
        backoff.reset();
        QVERIFY(backoff.next(random) <= Backoff::first);
    }

    void an_outage_is_a_line_now_and_then()
    {
        LogLimit limit;
        QVERIFY(limit.allows(now_));
        QVERIFY(!limit.allows(now_ + LogLimit::every - 1ms));
        QVERIFY(limit.allows(now_ + LogLimit::every));
    }
};

QTEST_GUILESS_MAIN(RedisRulesTest)
#include "redis_rules_test.moc"
