#include "backend/bot/models/budget_ledger.hpp"

#include "tests/unit/models/stepped_model.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::test;
using Cap = BudgetLedger::Cap;

namespace {

constexpr std::int64_t day_ms = 24 * 60 * 60 * 1'000;

Asker asker(const char* conversation, const char* customer) { return {conversation, customer, {}}; }

} // namespace

class BudgetTest : public QObject
{
    Q_OBJECT

private slots:
    void each_cap_holds_for_what_it_is_about()
    {
        BudgetLedger ledger({.conversation = 2, .customer = 3, .day = 5});
        QVERIFY(ledger.reserve(asker("a", "x"), 2, 0) == Cap::none);
        QVERIFY(ledger.reserve(asker("a", "x"), 0.1, 0) == Cap::conversation);
        QVERIFY(ledger.reserve(asker("b", "x"), 1.1, 0) == Cap::customer);
        QVERIFY(ledger.reserve(asker("b", "x"), 1, 0) == Cap::none);
        QVERIFY(ledger.reserve(asker("c", "y"), 2, 0) == Cap::none);
        QVERIFY(ledger.reserve(asker("d", "z"), 0.1, 0) == Cap::day);
    }

    void what_was_reserved_and_not_spent_is_free_again()
    {
        BudgetLedger ledger({.conversation = 2, .customer = 0, .day = 0});
        QVERIFY(ledger.reserve(asker("a", "x"), 2, 0) == Cap::none);
        ledger.settle(asker("a", "x"), 2, 0.5, 0);
        QVERIFY(ledger.reserve(asker("a", "x"), 1.6, 0) == Cap::conversation);
        QVERIFY(ledger.reserve(asker("a", "x"), 1.5, 0) == Cap::none);
        QCOMPARE(ledger.spent_today(0), 0.5);
    }

    void a_new_day_forgives_customers_and_the_day_but_not_a_conversation()
    {
        BudgetLedger ledger({.conversation = 2, .customer = 2, .day = 2});
        QVERIFY(ledger.reserve(asker("a", "x"), 2, day_ms) == Cap::none);
        ledger.settle(asker("a", "x"), 2, 2, day_ms);
        QVERIFY(ledger.reserve(asker("b", "x"), 1, 2 * day_ms - 1) == Cap::customer);
        QVERIFY(ledger.reserve(asker("b", "x"), 1, 2 * day_ms) == Cap::none);
        QVERIFY(ledger.reserve(asker("a", "y"), 1, 2 * day_ms) == Cap::conversation);
        // A clock that is set back opens nothing.
        ledger.settle(asker("b", "x"), 1, 2, day_ms);
        QVERIFY(ledger.reserve(asker("c", "y"), 1, day_ms) == Cap::day);
    }

    void nobody_in_particular_has_no_cap_of_its_own()
    {
        BudgetLedger ledger({.conversation = 1, .customer = 1, .day = 3});
        QVERIFY(ledger.reserve({}, 2, 0) == Cap::none);
        QVERIFY(ledger.reserve({}, 2, 0) == Cap::day);
    }

    // F-59: none of a thousand tries, many of them at a time, gets above the cap.
    void no_request_is_made_above_the_cap()
    {
        Asking asking;
        SteppedModel inner;
        const auto ledger = std::make_shared<BudgetLedger>(BudgetCaps{.conversation = 0.01});
        const auto model = with_budget(
            inner,
            {.price = {.input = 1, .output = 5}, .max_tokens = 400},
            ledger,
            asking.tools,
            asking.stats
        );
        std::size_t ended = 0;
        for (int i = 0; i < 1'000; ++i) {
            static_cast<void>(asking.ask(*model, asking.by("one")));
            if (inner.calls.size() <= ended + 2) continue; // two under way at a time
            inner.say(ended, std::string(900, 'x'));
            inner.end(ended++);
            asking.turn();
        }
        while (ended < inner.calls.size()) {
            inner.end(ended++);
            asking.turn();
        }
        QVERIFY(inner.calls.size() > 3);
        QVERIFY(asking.stats->turned_away_budget > 900);
        QVERIFY(ledger->spent_today(asking.clock.wall()) <= 0.01);
        QVERIFY(ledger->spent_today(asking.clock.wall()) > 0.005);
    }

    void what_is_charged_data()
    {
        QTest::addColumn<bool>("speaks");
        QTest::addColumn<int>("error"); // 0: answered
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        QTest::addRow("answered, estimated") << true << 0 << 0.0015 << 0.0017;
        QTest::addRow("refused") << false << int(Errc::overloaded) << 0.0 << 0.0;
        QTest::addRow("stopped before it spoke") << false << int(Errc::cancelled) << 0.0005 << 0.0007;
        QTest::addRow("broke in the middle") << true << int(Errc::unavailable) << 0.0015 << 0.0017;
    }
    void what_is_charged()
    {
        QFETCH(bool, speaks);
        QFETCH(int, error);
        QFETCH(double, least);
        QFETCH(double, most);
        Asking asking;
        SteppedModel inner;
        const auto model = with_budget(
            inner,
            {.price = {.input = 1, .output = 10}, .max_tokens = 400},
            std::make_shared<BudgetLedger>(BudgetCaps{}),
            asking.tools,
            asking.stats
        );
        static_cast<void>(asking.ask(*model, asking.by("one")));
        if (speaks) inner.say(0, std::string(300, 'x')); // about 100 tokens
        inner.end(0, error == 0 ? std::nullopt : std::optional(Errc(error)));
        asking.turn();
        QVERIFY2(
            asking.stats->spent >= least && asking.stats->spent <= most,
            std::to_string(asking.stats->spent).c_str()
        );
    }

    void reported_usage_is_what_counts()
    {
        Asking asking;
        SteppedModel inner;
        const auto model = with_budget(
            inner,
            {.price = {.input = 2, .output = 10}, .max_tokens = 400},
            std::make_shared<BudgetLedger>(BudgetCaps{}),
            asking.tools,
            asking.stats
        );
        static_cast<void>(asking.ask(*model, asking.by("one")));
        inner.end(0);
        inner.calls[0]->result->prompt_tokens = 1'000;
        inner.calls[0]->result->answer_tokens = 200;
        asking.turn();
        QCOMPARE(asking.stats->spent, 0.004);
        QCOMPARE(int(asking.stats->prompt_tokens), 1'000);
        QCOMPARE(int(asking.stats->answer_tokens), 200);
    }
};

QTEST_GUILESS_MAIN(BudgetTest)
#include "budget_test.moc"
