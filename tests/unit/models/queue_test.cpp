#include "backend/bot/models/request_line.hpp"

#include "tests/unit/models/stepped_model.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::test;
using Entry = RequestLine::Entry;

namespace {

Asker asker(std::string customer, Purpose purpose = Purpose::customer)
{
    return {"c-" + customer, std::move(customer), purpose};
}

} // namespace

class QueueTest : public QObject
{
    Q_OBJECT

    ManualClock clock_;
    SteadyTime now() const { return clock_.steady(); }

    // A line with one place, held by nobody in particular, and the ticket of that.
    static RequestLine::Ticket hold(RequestLine& line, SteadyTime at)
    {
        return line.enter({}, {}, at).ticket;
    }

    // Who gets the place, one after the other.
    QStringList
    order(RequestLine& line, RequestLine::Ticket held, const std::map<RequestLine::Ticket, QString>& names)
    {
        QStringList out;
        for (auto next = line.release(held, now(), false); next; next = line.release(*next, now(), false))
            out << names.at(*next);
        return out;
    }

private slots:
    void order_of_those_who_wait_data()
    {
        QTest::addColumn<QStringList>("arrive"); // name, or name:purpose
        QTest::addColumn<QStringList>("served");
        QTest::addRow("as they came") << QStringList{"a", "b", "c"} << QStringList{"a", "b", "c"};
        QTest::addRow("a customer before an agent before nobody")
            << QStringList{"a:batch", "b:agent", "c"} << QStringList{"c", "b:agent", "a:batch"};
        QTest::addRow("one with many questions delays others by one")
            << QStringList{"a", "a", "a", "b", "c"} << QStringList{"a", "b", "c", "a", "a"};
        QTest::addRow("purpose before fairness")
            << QStringList{"a", "a", "b:agent"} << QStringList{"a", "a", "b:agent"};
    }
    void order_of_those_who_wait()
    {
        QFETCH(QStringList, arrive);
        QFETCH(QStringList, served);
        RequestLine line({.concurrent = 1, .waiting = 10, .waiting_per_customer = 10});
        const auto held = hold(line, now());
        std::map<RequestLine::Ticket, QString> names;
        for (const auto& name : arrive) {
            const auto purpose = name.endsWith(":batch")   ? Purpose::batch
                                 : name.endsWith(":agent") ? Purpose::agent
                                                           : Purpose::customer;
            const auto entered =
                line.enter(asker(name.section(':', 0, 0).toStdString(), purpose), {}, now());
            QVERIFY(entered.entry == Entry::waits);
            names[entered.ticket] = name;
        }
        QCOMPARE(order(line, held, names), served);
        QCOMPARE(line.running(), 0U);
    }

    void a_full_line_turns_away_or_displaces_what_matters_less()
    {
        RequestLine line({.concurrent = 1, .waiting = 3, .waiting_per_customer = 3});
        static_cast<void>(hold(line, now()));
        const auto agent = line.enter(asker("a", Purpose::agent), {}, now());
        const auto early = line.enter(asker("b", Purpose::batch), {}, now());
        const auto late = line.enter(asker("c", Purpose::batch), {}, now());
        QVERIFY(line.enter(asker("d", Purpose::batch), {}, now()).entry == Entry::full);
        const auto first = line.enter(asker("e"), {}, now());
        QVERIFY(first.entry == Entry::waits);
        QCOMPARE(first.displaced.value_or(0), late.ticket);
        QCOMPARE(line.enter(asker("f"), {}, now()).displaced.value_or(0), early.ticket);
        QCOMPARE(line.enter(asker("g"), {}, now()).displaced.value_or(0), agent.ticket);
        QVERIFY(line.enter(asker("h"), {}, now()).entry == Entry::full);
        QCOMPARE(line.waiting(), 3U);
    }

    void one_customer_cannot_take_the_whole_line()
    {
        RequestLine line({.concurrent = 1, .waiting = 10, .waiting_per_customer = 2});
        static_cast<void>(hold(line, now()));
        QVERIFY(line.enter(asker("a"), {}, now()).entry == Entry::waits);
        QVERIFY(line.enter(asker("a"), {}, now()).entry == Entry::waits);
        QVERIFY(line.enter(asker("a"), {}, now()).entry == Entry::full);
        QVERIFY(line.enter(asker("b"), {}, now()).entry == Entry::waits);
    }

    void who_cannot_make_it_is_turned_away_at_once_data()
    {
        QTest::addColumn<int>("ahead");
        QTest::addColumn<int>("deadline_ms");
        QTest::addColumn<bool>("waits");
        // One place, an answer takes 4 s: the next begins in 4 s at the latest and ends 4 s after.
        QTest::addRow("in time") << 0 << 8'000 << true;
        QTest::addRow("a little late") << 0 << 7'999 << false;
        QTest::addRow("behind one, in time") << 1 << 12'000 << true;
        QTest::addRow("behind one, late") << 1 << 11'999 << false;
    }
    void who_cannot_make_it_is_turned_away_at_once()
    {
        QFETCH(int, ahead);
        QFETCH(int, deadline_ms);
        QFETCH(bool, waits);
        RequestLine line({.concurrent = 1, .waiting = 10, .waiting_per_customer = 10});
        const auto measured = hold(line, now());
        clock_.advance(Millis(4'000));
        QVERIFY(!line.release(measured, now(), true));
        QCOMPARE(line.typical().count(), 4'000);
        static_cast<void>(hold(line, now()));
        for (int i = 0; i < ahead; ++i)
            QVERIFY(line.enter(asker("a"), {}, now()).entry == Entry::waits);
        const auto entered = line.enter(asker("b"), Deadline::after(clock_, Millis(deadline_ms)), now());
        QCOMPARE(entered.entry == Entry::waits, waits);
        if (!waits) QVERIFY(entered.entry == Entry::too_late);
    }

    void what_was_cut_short_is_no_measurement()
    {
        RequestLine line({.concurrent = 1});
        const auto held = hold(line, now());
        clock_.advance(Millis(9));
        static_cast<void>(line.release(held, now(), false));
        QCOMPARE(line.typical().count(), 0);
    }

    void places_are_passed_on_and_given_back()
    {
        Asking asking;
        SteppedModel inner;
        const auto model = with_queue(inner, {.concurrent = 1, .waiting = 1}, asking.tools, asking.stats);
        auto& first = asking.ask(*model, asking.by("a"));
        auto& second = asking.ask(*model, asking.by("b"));
        auto& third = asking.ask(*model, asking.by("c"));
        QCOMPARE(Asking::code(third), int(Errc::overloaded));
        QCOMPARE(inner.calls.size(), 1U);
        QCOMPARE(asking.stats->running, 1U);
        QCOMPARE(asking.stats->waiting, 1U);
        asking.stop(first);
        QCOMPARE(Asking::code(first), int(Errc::cancelled));
        QCOMPARE(inner.calls.size(), 2U); // the second got the place
        inner.end(1);
        asking.turn();
        QCOMPARE(Asking::code(second), 0);
        QCOMPARE(asking.stats->running, 0U);
        QCOMPARE(asking.stats->waiting, 0U);
    }

    void who_waits_can_leave_or_run_out_of_time_or_be_displaced()
    {
        Asking asking;
        SteppedModel inner;
        const auto model = with_queue(inner, {.concurrent = 1, .waiting = 2}, asking.tools, asking.stats);
        static_cast<void>(asking.ask(*model, asking.by("holder")));
        auto& leaves = asking.ask(*model, asking.by("a"));
        asking.stop(leaves);
        QCOMPARE(Asking::code(leaves), int(Errc::cancelled));
        auto& late = asking.ask(*model, asking.by("b", Millis(50)));
        asking.advance(Millis(49));
        QCOMPARE(Asking::code(late), -1);
        asking.advance(Millis(1));
        QCOMPARE(Asking::code(late), int(Errc::deadline_exceeded));
        auto& batch = asking.ask(*model, asking.by("c", Millis(9'999), Purpose::batch));
        static_cast<void>(asking.ask(*model, asking.by("d")));
        static_cast<void>(asking.ask(*model, asking.by("e")));
        QCOMPARE(Asking::code(batch), int(Errc::overloaded));
        QCOMPARE(inner.calls.size(), 1U);
        QCOMPARE(asking.stats->waiting, 2U);
    }

    void a_place_granted_to_one_who_is_just_leaving_goes_on_to_the_next()
    {
        Asking asking;
        SteppedModel inner;
        const auto model = with_queue(inner, {.concurrent = 1, .waiting = 5}, asking.tools, asking.stats);
        static_cast<void>(asking.ask(*model, asking.by("a")));
        auto& leaves = asking.ask(*model, asking.by("b"));
        auto& next = asking.ask(*model, asking.by("c"));
        asio::post(asking.loop, [&] {
            inner.end(0);
            asio::post(asking.loop, [&] { leaves.stop.request_stop(); });
        });
        asking.turn();
        QVERIFY(inner.calls.size() >= 2U);
        inner.end(inner.calls.size() - 1);
        asking.turn();
        QCOMPARE(Asking::code(leaves), int(Errc::cancelled));
        QCOMPARE(Asking::code(next), 0);
        QCOMPARE(asking.stats->running, 0U);
    }
};

QTEST_GUILESS_MAIN(QueueTest)
#include "queue_test.moc"
