#include "agent-app/app/outbox.hpp"

#include "tests/gui/console/make.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::console;
using namespace tandem::console::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(tandem::console::Outbox::Now)

namespace {

const SteadyTime t0{1h};

OutboxRecord reply(const char* id, const char* conversation = "cnv_1", Epoch epoch = 3)
{
    return {
        .clientMsgId = QString::fromLatin1(id),
        .conversationId = QString::fromLatin1(conversation),
        .text = QStringLiteral("text"),
        .ownerEpoch = epoch,
        .createdAt = noon,
        .reason = {}
    };
}

Outbox::Now mineAt(Epoch epoch, protocol::Lifecycle lifecycle = protocol::Lifecycle::active)
{
    return {.mine = true, .ownership = {ownedByMe, QStringLiteral("Dee"), epoch, lifecycle}};
}

} // namespace

class OutboxTest final : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        QStringList log; // "id:Delivery" of every change
        Outbox outbox{[this](const Outbox::Entry& entry) {
            log << entry.record.clientMsgId + QLatin1Char(':') +
                       QString::number(static_cast<int>(entry.delivery()));
        }};
        std::optional<Outbox::Now> now = mineAt(3);

        QStringList due(SteadyTime at = t0, WallTime wall = noon)
        {
            QStringList ids;
            for (const auto& record : outbox.due(at, wall, [this](const QString&) { return now; }))
                ids << record.clientMsgId;
            return ids;
        }
        void put(const OutboxRecord& record)
        {
            QVERIFY(outbox.add(record));
            outbox.setStored(record.clientMsgId);
        }
        Delivery delivery(const char* id)
        {
            for (const auto& entry : outbox.entries()) {
                if (entry.record.clientMsgId == QLatin1String(id)) return entry.delivery();
            }
            return Delivery::None;
        }
        QString reason(const char* id)
        {
            for (const auto& entry : outbox.entries()) {
                if (entry.record.clientMsgId == QLatin1String(id)) return entry.record.reason;
            }
            return {};
        }
    };

private Q_SLOTS:
    void nothing_is_sent_before_it_is_on_disk()
    {
        Fixture f;
        QVERIFY(f.outbox.add(reply("a")));
        QCOMPARE(f.due(), QStringList());
        f.outbox.setStored(QStringLiteral("a"));
        QCOMPARE(f.due(), QStringList{QStringLiteral("a")});
        QCOMPARE(f.due(), QStringList()); // not twice
    }

    void one_at_a_time_per_conversation_in_order()
    {
        Fixture f;
        f.put(reply("a1"));
        f.put(reply("a2"));
        f.put(reply("b1", "cnv_2"));
        QCOMPARE(f.due(), (QStringList{QStringLiteral("a1"), QStringLiteral("b1")}));
        f.outbox.accepted(QStringLiteral("a1"));
        QCOMPARE(f.due(), QStringList{QStringLiteral("a2")});
    }

    void a_later_one_does_not_overtake_one_that_is_not_stored_yet()
    {
        Fixture f;
        QVERIFY(f.outbox.add(reply("a1")));
        f.put(reply("a2"));
        QCOMPARE(f.due(), QStringList());
    }

    void unknown_state_waits()
    {
        Fixture f;
        f.put(reply("a"));
        f.now = std::nullopt;
        QCOMPARE(f.due(), QStringList());
        QCOMPARE(f.delivery("a"), Delivery::Queued);
    }

    void a_reply_is_held_when_the_conversation_moved_on_data()
    {
        QTest::addColumn<Outbox::Now>("now");
        QTest::addColumn<WallTime>("wall");
        QTest::addColumn<QString>("says");
        QTest::addRow("another agent"
        ) << Outbox::Now{.ownership = {ownedByOther, QStringLiteral("Eva"), 4, protocol::Lifecycle::active}}
          << noon << QStringLiteral("Eva");
        QTest::addRow("the bot"
        ) << Outbox::Now{.ownership = {ownedByBot, {}, 4, protocol::Lifecycle::active}}
          << noon << QStringLiteral("no longer have");
        QTest::addRow("mine again, later") << mineAt(5) << noon << QStringLiteral("changed hands");
        QTest::addRow("resolved") << mineAt(3, protocol::Lifecycle::resolved) << noon
                                  << QStringLiteral("resolved");
        QTest::addRow("gone") << Outbox::Now{.gone = true, .ownership = {}} << noon
                              << QStringLiteral("no longer there");
        QTest::addRow("a day old") << mineAt(3) << noon + Outbox::heldAfterMs + 1
                                   << QStringLiteral("more than a day");
    }

    void a_reply_is_held_when_the_conversation_moved_on()
    {
        QFETCH(Outbox::Now, now);
        QFETCH(WallTime, wall);
        QFETCH(QString, says);
        Fixture f;
        f.put(reply("a"));
        f.now = now;
        QCOMPARE(f.due(t0, wall), QStringList());
        QCOMPARE(f.delivery("a"), Delivery::Held);
        QVERIFY2(f.reason("a").contains(says), qPrintable(f.reason("a")));
        QCOMPARE(f.outbox.heldIn(QStringLiteral("cnv_1")), 1);
        f.now = mineAt(3);
        QCOMPARE(f.due(), QStringList()); // only by hand from here
    }

    void a_note_goes_out_whoever_has_the_conversation()
    {
        Fixture f;
        auto note = reply("n");
        note.isNote = true;
        f.put(note);
        f.now = Outbox::Now{.ownership = {ownedByOther, {}, 9, protocol::Lifecycle::resolved}};
        QCOMPARE(f.due(), QStringList{QStringLiteral("n")});
    }

    void refusals_hold_fail_or_try_again_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("becomes");
        for (const auto code : {Errc::stale_epoch, Errc::not_owner, Errc::wrong_state, Errc::not_found}) {
            QTest::addRow("%s", errc_name(code).data())
                << static_cast<int>(code) << static_cast<int>(Delivery::Held);
        }
        for (const auto code :
             {Errc::text_too_long, Errc::bad_request, Errc::forbidden, Errc::idempotency_conflict}) {
            QTest::addRow("%s", errc_name(code).data())
                << static_cast<int>(code) << static_cast<int>(Delivery::Failed);
        }
        for (const auto code :
             {Errc::rate_limited, Errc::overloaded, Errc::unavailable, Errc::restarting, Errc::internal}) {
            QTest::addRow("%s", errc_name(code).data())
                << static_cast<int>(code) << static_cast<int>(Delivery::Queued);
        }
        QTest::addRow("a code of the future, wrong") << 1'444 << static_cast<int>(Delivery::Failed);
        QTest::addRow("a code of the future, retryable") << 1'777 << static_cast<int>(Delivery::Queued);
    }

    void refusals_hold_fail_or_try_again()
    {
        QFETCH(int, code);
        QFETCH(int, becomes);
        Fixture f;
        f.put(reply("a"));
        QCOMPARE(f.due().size(), 1);
        f.outbox.rejected(QStringLiteral("a"), code, {}, t0);
        QCOMPARE(static_cast<int>(f.delivery("a")), becomes);
        if (becomes == static_cast<int>(Delivery::Queued)) {
            QCOMPARE(f.due(t0 + 900ms), QStringList());
            QCOMPARE(f.due(t0 + 2s), QStringList{QStringLiteral("a")});
        } else {
            QVERIFY(!f.reason("a").isEmpty());
            QCOMPARE(f.due(t0 + 1h), QStringList());
        }
    }

    void the_servers_own_wait_is_kept()
    {
        Fixture f;
        f.put(reply("a"));
        (void)f.due();
        f.outbox.rejected(QStringLiteral("a"), static_cast<int>(Errc::rate_limited), Millis(20s), t0);
        QCOMPARE(f.due(t0 + 19s), QStringList());
        QCOMPARE(f.due(t0 + 21s), QStringList{QStringLiteral("a")});
    }

    void after_a_minute_of_trying_it_has_failed_and_retry_uses_the_same_id()
    {
        Fixture f;
        f.put(reply("a"));
        auto now = t0;
        int tries = 0;
        while (f.delivery("a") != Delivery::Failed && now < t0 + 3min) {
            if (!f.due(now).isEmpty()) {
                ++tries;
                now += 10s;
                f.outbox.noAnswer(QStringLiteral("a"), now);
            }
            now += 250ms;
        }
        QCOMPARE(f.delivery("a"), Delivery::Failed);
        QVERIFY(now - t0 >= Outbox::givenUpAfter && now - t0 <= 90s);
        QVERIFY(tries >= 3);
        QVERIFY(f.outbox.retry(QStringLiteral("a")));
        QCOMPARE(f.due(now), QStringList{QStringLiteral("a")});
    }

    void a_lost_connection_puts_it_back()
    {
        Fixture f;
        f.put(reply("a"));
        (void)f.due();
        f.outbox.lost(QStringLiteral("a"));
        QCOMPARE(f.delivery("a"), Delivery::Queued);
        QCOMPARE(f.due(), QStringList{QStringLiteral("a")});
    }

    void held_replies_go_out_by_hand_with_the_new_epoch()
    {
        Fixture f;
        f.put(reply("a"));
        f.now = mineAt(7);
        (void)f.due();
        QCOMPARE(f.delivery("a"), Delivery::Held);
        QVERIFY(!f.outbox.retry(QStringLiteral("a"))); // retry is for failures
        QVERIFY(f.outbox.sendAnyway(QStringLiteral("a"), 7, noon));
        const auto sent = f.outbox.due(t0, noon, [&](const QString&) { return f.now; });
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(sent.front().ownerEpoch, Epoch(7));
        QCOMPARE(sent.front().clientMsgId, QStringLiteral("a"));
    }

    void what_is_on_its_way_cannot_be_taken_back()
    {
        Fixture f;
        f.put(reply("a"));
        (void)f.due();
        QVERIFY(!f.outbox.take(QStringLiteral("a")));
        f.outbox.lost(QStringLiteral("a"));
        QVERIFY(f.outbox.take(QStringLiteral("a")));
        QVERIFY(f.outbox.entries().empty());
    }

    void it_is_bounded()
    {
        Fixture f;
        for (std::size_t i = 0; i < Outbox::maxEntries; ++i)
            QVERIFY(f.outbox.add(reply(std::to_string(i).c_str())));
        QVERIFY(!f.outbox.add(reply("one more")));
    }

    void what_was_stored_is_queued_again()
    {
        Fixture f;
        auto held = reply("h");
        held.state = OutboxRecord::State::Held;
        f.outbox.load({held, reply("q")});
        QCOMPARE(f.due(), QStringList{QStringLiteral("q")});
        QCOMPARE(f.delivery("h"), Delivery::Held);
    }
};

QTEST_GUILESS_MAIN(OutboxTest)
#include "outbox_test.moc"
