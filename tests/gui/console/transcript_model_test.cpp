#include "agent-app/models/transcript_model.hpp"

#include "tests/gui/console/make.hpp"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace tandem;
using namespace tandem::console;
using namespace tandem::console::test;

namespace {

template <class T = QString>
T value(const TranscriptModel& model, int row, TranscriptRole which)
{
    return model.index(row).data(role(which)).template value<T>();
}

TranscriptKind kind(const TranscriptModel& model, int row)
{
    return static_cast<TranscriptKind>(value<int>(model, row, TranscriptRole::Kind));
}

// One letter and the text for each row.
QString shape(const TranscriptModel& model)
{
    QStringList out;
    for (int i = 0; i < model.rowCount(); ++i) {
        out << QString(QLatin1Char("MNSTP"[value<int>(model, i, TranscriptRole::Kind)])) +
                   QLatin1Char(':') + value(model, i, TranscriptRole::Text);
    }
    return out.join(QStringLiteral(" | "));
}

protocol::TurnDelta delta(Seq turn, int attempt, std::uint64_t offset, std::string text)
{
    return {
        .conversation_id = ConversationId("cnv_1"),
        .turn = turn,
        .attempt = attempt,
        .offset = offset,
        .text = std::move(text)
    };
}

PendingMessage pending(const char* id, const char* text, Delivery delivery = Delivery::Sending)
{
    return {
        .clientMsgId = QString::fromLatin1(id),
        .text = QString::fromLatin1(text),
        .at = QDateTime::fromMSecsSinceEpoch(noon),
        .delivery = delivery
    };
}

} // namespace

class TranscriptModelTest final : public QObject
{
    Q_OBJECT

    struct Fixture
    {
        TranscriptModel model{QStringLiteral("cnv_1")};
        QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
        QSignalSpy inserted{&model, &QAbstractItemModel::rowsInserted};
        QSignalSpy removed{&model, &QAbstractItemModel::rowsRemoved};
        QSignalSpy reset{&model, &QAbstractItemModel::modelReset};

        Fixture() { model.setAgentId(QStringLiteral("agt_me")); }
    };

private Q_SLOTS:
    void events_become_rows_in_order_and_hidden_ones_do_not()
    {
        Fixture f;
        f.model.append(
            {logged(1, customer, protocol::ConversationCreated{}),
             said(2, customer, "hi"),
             logged(3, bot, protocol::EventHidden{}),
             logged(4, me, protocol::NoteAdded{"secret"}),
             said(5, me, "hello")}
        );
        QCOMPARE(shape(f.model), QStringLiteral("S:The conversation began | M:hi | N:secret | M:hello"));
        QCOMPARE(f.model.lastSeq(), Seq(5));
        QCOMPARE(f.inserted.count(), 1);
        QCOMPARE(f.model.rowOfSeq(2), 1);
        QCOMPARE(f.model.rowOfSeq(3), 1); // hidden: the one before
        QCOMPARE(f.model.rowOfSeq(0), -1);
        QCOMPARE(value(f.model, 3, TranscriptRole::ActorName), QStringLiteral("You"));
        QVERIFY(value<bool>(f.model, 3, TranscriptRole::IsMine));
        QVERIFY(!value<bool>(f.model, 1, TranscriptRole::IsMine));
    }

    void known_events_are_ignored_and_a_gap_stops()
    {
        Fixture f;
        f.model.append({said(1, customer, "a"), said(2, customer, "b")});
        QCOMPARE(
            f.model.append(
                {said(1, customer, "a"),
                 said(2, customer, "b"),
                 said(3, customer, "c"),
                 said(5, customer, "e")}
            ),
            3u
        );
        QCOMPARE(shape(f.model), QStringLiteral("M:a | M:b | M:c"));
    }

    void an_unknown_event_says_that_a_newer_console_is_needed()
    {
        Fixture f;
        f.model.append({logged(1, bot, protocol::EventUnknown{})});
        QVERIFY(value(f.model, 0, TranscriptRole::SystemText).contains(QStringLiteral("newer version")));
    }

    void a_streamed_answer_grows_in_place_and_becomes_the_message()
    {
        Fixture f;
        f.model.append({said(1, customer, "where?")});
        f.model.turnStarted({.turn = 1});
        QCOMPARE(kind(f.model, 1), TranscriptKind::Streaming);
        const QPersistentModelIndex streaming = f.model.index(1);
        QVERIFY(f.model.turnDelta(delta(1, 1, 0, "Your ")));
        QVERIFY(f.model.turnDelta(delta(1, 1, 5, "parcel")));
        QCOMPARE(shape(f.model), QStringLiteral("M:where? | T:Your parcel"));
        f.model.turnFinished({.turn = 1, .seq = 2});
        QCOMPARE(shape(f.model), QStringLiteral("M:where? | T:Your parcel"));
        f.model.append({answered(2, 1, "Your parcel left.")});
        QCOMPARE(shape(f.model), QStringLiteral("M:where? | M:Your parcel left."));
        QCOMPARE(f.inserted.count(), 2); // the message and the answer, nothing twice
        QCOMPARE(f.removed.count(), 0);
        QCOMPARE(streaming.row(), 1);
    }

    void offsets_count_code_points()
    {
        Fixture f;
        f.model.turnDelta(delta(1, 1, 0, "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"));
        QVERIFY(f.model.turnDelta(delta(1, 1, 6, " ja")));
        QCOMPARE(value(f.model, 0, TranscriptRole::Text), QStringLiteral("grüß 😀 ja"));
        QVERIFY(f.model.turnDelta(delta(1, 1, 3, "\xC3\x9F \xF0\x9F\x98\x80 ja!"))
        ); // repeats, and adds one
        QCOMPARE(value(f.model, 0, TranscriptRole::Text), QStringLiteral("grüß 😀 ja!"));
    }

    void missing_text_is_noticed_and_a_snapshot_mends_it()
    {
        Fixture f;
        f.model.turnDelta(delta(1, 1, 0, "one "));
        QVERIFY(!f.model.turnDelta(delta(1, 1, 8, "three")));
        QCOMPARE(value(f.model, 0, TranscriptRole::Text), QStringLiteral("one "));
        f.model.turnSnapshot({.turn = 1, .attempt = 1, .text = "one two three"});
        QCOMPARE(value(f.model, 0, TranscriptRole::Text), QStringLiteral("one two three"));
        f.model.turnSnapshot({.turn = 1, .attempt = 1, .text = "one"}); // older: text never jumps back
        QCOMPARE(value(f.model, 0, TranscriptRole::Text), QStringLiteral("one two three"));
    }

    void a_new_attempt_replaces_and_an_old_one_is_ignored()
    {
        Fixture f;
        f.model.turnDelta(delta(1, 1, 0, "wrong"));
        f.model.turnDelta(delta(1, 2, 0, "right"));
        f.model.turnDelta(delta(1, 1, 5, " again"));
        QCOMPARE(value(f.model, 0, TranscriptRole::Text), QStringLiteral("right"));
        QCOMPARE(f.model.rowCount(), 1);
    }

    void taking_over_seals_what_was_shown()
    {
        Fixture f;
        f.model.append({said(1, customer, "where?")});
        f.model.turnDelta(delta(1, 1, 0, "Your parcel left on Mon"));
        auto cut = answered(2, 1, "Your parcel left");
        std::get<protocol::MessageAccepted>(cut.data).interrupted = protocol::Interruption{me, 16};
        f.model.turnInterrupted({.turn = 1, .by = me, .offset = 16, .seq = Seq(2)});
        f.model.append(
            {cut, logged(3, me, protocol::ConversationTakenOver{.owner = ownedByMe, .from = ownedByBot}, 2)}
        );
        QCOMPARE(
            shape(f.model), QStringLiteral("M:where? | M:Your parcel left | S:You took over from the bot")
        );
        QCOMPARE(value(f.model, 1, TranscriptRole::InterruptedBy), QStringLiteral("You"));
        QCOMPARE(value<qulonglong>(f.model, 1, TranscriptRole::InterruptedOffset), 16ull);
        // The bot's late words do not come back.
        f.model.turnDelta(delta(1, 1, 16, " on Monday"));
        f.model.turnStarted({.turn = 1});
        QCOMPARE(f.model.rowCount(), 3);
        QVERIFY(value(f.model, 1, TranscriptRole::Accessible).contains(QStringLiteral("Interrupted by You"))
        );
    }

    void an_answer_that_showed_nothing_or_failed_disappears()
    {
        Fixture f;
        f.model.turnStarted({.turn = 1});
        f.model.turnInterrupted({.turn = 1, .by = me, .offset = 0});
        QCOMPARE(f.model.rowCount(), 0);
        f.model.turnDelta(delta(2, 1, 0, "hm"));
        f.model.turnFailed({.turn = 2});
        QCOMPARE(f.model.rowCount(), 0);
        f.model.turnDelta(delta(3, 1, 0, "so"));
        f.model.turnUnknown();
        QCOMPARE(f.model.rowCount(), 0);
        f.model.turnSnapshot({.turn = 3, .attempt = 1, .text = "so it is"}); // after the reconnect
        QCOMPARE(shape(f.model), QStringLiteral("T:so it is"));
    }

    void a_customers_message_during_an_answer_comes_before_it()
    {
        Fixture f;
        f.model.append({said(1, customer, "a")});
        f.model.turnDelta(delta(1, 1, 0, "answ"));
        f.model.append({said(2, customer, "b")});
        QCOMPARE(shape(f.model), QStringLiteral("M:a | M:b | T:answ"));
        f.model.append({answered(3, 1, "answer")});
        QCOMPARE(shape(f.model), QStringLiteral("M:a | M:b | M:answer"));
    }

    void an_own_message_waits_at_the_end_and_becomes_the_event_in_place()
    {
        Fixture f;
        f.model.append({said(1, customer, "a")});
        f.model.setPending(pending("id1", "mine"));
        QCOMPARE(shape(f.model), QStringLiteral("M:a | P:mine"));
        const QPersistentModelIndex mine = f.model.index(1);
        f.model.append({echo(said(2, me, "mine"), "id1")});
        QCOMPARE(shape(f.model), QStringLiteral("M:a | M:mine"));
        QCOMPARE(mine.row(), 1);
        QCOMPARE(f.removed.count(), 0);
        QCOMPARE(value<int>(f.model, 1, TranscriptRole::Delivery), static_cast<int>(Delivery::Sent));
        f.model.setPending(pending("id1", "mine", Delivery::Sent)); // the answer after the event
        QCOMPARE(f.model.rowCount(), 2);
    }

    void echoes_out_of_order_find_their_rows()
    {
        Fixture f;
        f.model.setPending(pending("id1", "one"));
        f.model.setPending(pending("id2", "two", Delivery::Held));
        f.model.setPending(pending("id3", "three"));
        f.model.append(
            {said(1, customer, "a"),
             echo(said(2, me, "three"), "id3"),
             said(3, customer, "b"),
             echo(said(4, me, "one"), "id1")}
        );
        QCOMPARE(shape(f.model), QStringLiteral("M:a | M:three | M:b | M:one | P:two"));
        f.model.removePending(QStringLiteral("id2"));
        QCOMPARE(f.model.rowCount(), 4);
    }

    void delivery_changes_are_told_with_their_roles()
    {
        Fixture f;
        f.model.setPending(pending("id1", "one", Delivery::Queued));
        QSignalSpy changed(&f.model, &QAbstractItemModel::dataChanged);
        auto held = pending("id1", "one", Delivery::Held);
        held.reason = QStringLiteral("Eva has this conversation now.");
        f.model.setPending(held);
        QCOMPARE(changed.count(), 1);
        QVERIFY(changed.front().at(2).value<QList<int>>().contains(role(TranscriptRole::Delivery)));
        QCOMPARE(value(f.model, 0, TranscriptRole::Reason), held.reason);
    }

    void seen_is_a_high_water_mark()
    {
        Fixture f;
        f.model.append({said(1, me, "a"), said(2, customer, "b"), said(3, me, "c")});
        f.model.setSeenByCustomer(2);
        const auto delivery = [&](int row) {
            return static_cast<Delivery>(value<int>(f.model, row, TranscriptRole::Delivery));
        };
        QCOMPARE(delivery(0), Delivery::Seen);
        QCOMPARE(delivery(1), Delivery::None);
        QCOMPARE(delivery(2), Delivery::Sent);
        f.model.setSeenByCustomer(1); // an older mark changes nothing
        QCOMPARE(delivery(0), Delivery::Seen);
    }

    void groups_begin_with_another_speaker_a_pause_or_another_day()
    {
        Fixture f;
        auto a = said(1, customer, "a");
        auto b = said(2, customer, "b");
        auto c = said(3, customer, "c");
        auto d = said(4, bot, "d");
        auto e = said(5, bot, "e");
        c.at = b.at + 6 * 60 * 1'000;
        d.at = c.at + 1;
        e.at = d.at + 26 * 60 * 60 * 1'000;
        QString groups;
        QString days;
        f.model.append({a});
        f.model.append({b});
        f.model.append({c, d, e});
        for (int i = 0; i < 5; ++i) {
            groups += QLatin1Char(value<bool>(f.model, i, TranscriptRole::FirstOfGroup) ? '[' : '.');
            groups += QLatin1Char(value<bool>(f.model, i, TranscriptRole::LastOfGroup) ? ']' : '.');
            days += QLatin1Char(value<QDate>(f.model, i, TranscriptRole::DayLine).isValid() ? 'x' : '.');
        }
        QCOMPARE(groups, QStringLiteral("[..][][][]"));
        QCOMPARE(days, QStringLiteral("x...x"));
    }

    void a_neighbour_is_told_when_its_group_changes()
    {
        Fixture f;
        f.model.append({said(1, customer, "a")});
        QVERIFY(value<bool>(f.model, 0, TranscriptRole::LastOfGroup));
        QSignalSpy changed(&f.model, &QAbstractItemModel::dataChanged);
        f.model.append({said(2, customer, "b")});
        QVERIFY(!value<bool>(f.model, 0, TranscriptRole::LastOfGroup));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.front().front().toModelIndex().row(), 0);
        QVERIFY(changed.front().at(2).value<QList<int>>().contains(role(TranscriptRole::LastOfGroup)));
    }

    void clearing_keeps_what_was_not_sent()
    {
        Fixture f;
        f.model.append({said(1, customer, "a")});
        f.model.turnDelta(delta(1, 1, 0, "x"));
        f.model.setPending(pending("id1", "mine", Delivery::Queued));
        f.model.clear();
        QCOMPARE(shape(f.model), QStringLiteral("P:mine"));
        QCOMPARE(f.model.lastSeq(), Seq(0));
        f.model.append({said(1, customer, "other")});
        QCOMPARE(shape(f.model), QStringLiteral("M:other | P:mine"));
    }

    void ten_thousand_rows_take_a_stream_without_a_reset()
    {
        TranscriptModel model(QStringLiteral("cnv_1"));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        std::vector<protocol::Event> events;
        for (Seq s = 1; s <= 10'000; ++s)
            events.push_back(said(s, s % 2 == 0 ? customer : bot, "line " + std::to_string(s)));
        QElapsedTimer timer;
        timer.start();
        model.append(events);
        QCOMPARE(inserted.count(), 1);
        std::uint64_t offset = 0;
        for (int i = 0; i < 2'000; ++i, offset += 5)
            QVERIFY(model.turnDelta(delta(10'000, 1, offset, "word ")));
        for (Seq s = 10'001; s <= 10'500; ++s)
            model.append({said(s, customer, "more")});
        const auto elapsed = timer.elapsed();
        QCOMPARE(model.rowCount(), 10'501);
        QCOMPARE(reset.count(), 0);
        QVERIFY2(elapsed < 2'000, qPrintable(QString::number(elapsed)));
    }
};

QTEST_GUILESS_MAIN(TranscriptModelTest)
#include "transcript_model_test.moc"
