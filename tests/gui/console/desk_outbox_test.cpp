#include "tests/gui/console/desk_fixture.hpp"

#include <QStandardPaths>

using namespace tandem;
using namespace tandem::console;
using namespace tandem::console::test;
using namespace std::chrono_literals;

// Replies from the key stroke to the log, with cuts in between.
class DeskOutboxTest final : public QObject
{
    Q_OBJECT

    // A conversation that is mine, open, with two events.
    struct Mine : DeskFixture
    {
        const std::vector<protocol::Event> begin{
            said(1, customer, "hi"), logged(2, me, protocol::ConversationAccepted{ownedByMe}, 2)
        };
        TranscriptModel* transcript;

        Mine()
        {
            signIn({row("cnv_1", ownedByMe, 2, 2)});
            transcript = open(begin);
            server.forget();
        }

        // The connection comes back; `log` is what was missed.
        void comeBack(const protocol::ConversationSummary& now, const std::vector<protocol::Event>& log)
        {
            waitForAttempt();
            server.forget();
            welcome({now});
            for (const auto& e : log)
                server.say(protocol::EventFrame{e});
            resumed(log.empty() ? 2 : log.back().seq);
        }

        [[nodiscard]] QString idOfRow(int row) const
        {
            return transcript->index(row).data(role(TranscriptRole::ClientMsgId)).toString();
        }
    };

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void a_reply_goes_out_with_its_epoch_and_becomes_the_event()
    {
        Mine f;
        f.desk->setDraft(f.cnv, QStringLiteral("Hello!"));
        f.desk->sendReply(f.cnv, QStringLiteral("Hello! "));
        QVERIFY(f.desk->draft(f.cnv).isEmpty());
        const auto sent = f.server.sent<protocol::MessageSend>();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(sent.front().text, std::string("Hello!"));
        QCOMPARE(sent.front().owner_epoch, std::optional<Epoch>(2));
        QCOMPARE(f.delivery(f.transcript, 2), Delivery::Sending);
        QCOMPARE(f.desk->unsentCount(), 1);
        f.acceptLast(sent.front().id);
        QCOMPARE(f.delivery(f.transcript, 2), Delivery::Sent);
        QCOMPARE(f.desk->unsentCount(), 0);
        f.server.say(protocol::EventFrame{echo(said(3, me, "Hello!"), sent.front().id.value)});
        QCOMPARE(f.transcript->rowCount(), 3);
        f.server.say(
            protocol::SeenChanged{.conversation_id = ConversationId("cnv_1"), .actor = customer, .seq = 3}
        );
        QCOMPARE(f.delivery(f.transcript, 2), Delivery::Seen);
    }

    void replies_written_offline_are_sent_once_in_order_with_their_ids()
    {
        Mine f;
        f.server.cut();
        f.desk->sendReply(f.cnv, QStringLiteral("one"));
        f.desk->sendReply(f.cnv, QStringLiteral("two"));
        QCOMPARE(f.delivery(f.transcript, 2), Delivery::Queued);
        QVERIFY(f.server.sent<protocol::MessageSend>().empty());
        const QString first = f.idOfRow(2);

        f.comeBack(row("cnv_1", ownedByMe, 2, 3), {said(3, customer, "still there?")});
        QCOMPARE(
            f.texts(f.transcript).mid(2),
            (QStringList{QStringLiteral("still there?"), QStringLiteral("one"), QStringLiteral("two")})
        );
        auto sent = f.server.sent<protocol::MessageSend>();
        QCOMPARE(sent.size(), 1u); // the second waits for the first
        QCOMPARE(toQString(sent.front().id.value), first);
        f.acceptLast(sent.front().id);
        sent = f.server.sent<protocol::MessageSend>();
        QCOMPARE(sent.size(), 2u);
        QCOMPARE(sent.back().text, std::string("two"));
        f.acceptLast(sent.back().id);
        f.pass(120s);
        QCOMPARE(f.server.sent<protocol::MessageSend>().size(), 2u);
        QCOMPARE(f.desk->unsentCount(), 0);
    }

    void nothing_is_sent_before_the_conversation_has_caught_up()
    {
        Mine f;
        f.server.cut();
        f.desk->sendReply(f.cnv, QStringLiteral("one"));
        f.waitForAttempt();
        f.server.forget();
        f.welcome({row("cnv_1", ownedByMe, 2, 2)});
        f.pass(2s);
        QVERIFY(f.server.sent<protocol::MessageSend>().empty());
        f.resumed(2);
        QCOMPARE(f.server.sent<protocol::MessageSend>().size(), 1u);
    }

    void a_reply_that_arrived_before_the_cut_is_not_sent_again()
    {
        Mine f;
        f.desk->sendReply(f.cnv, QStringLiteral("one"));
        const auto id = f.server.sent<protocol::MessageSend>().front().id;
        f.server.cut(); // the answer was lost
        f.comeBack(row("cnv_1", ownedByMe, 2, 3), {echo(said(3, me, "one"), id.value)});
        f.pass(2s);
        QVERIFY(f.server.sent<protocol::MessageSend>().empty());
        QCOMPARE(f.desk->unsentCount(), 0);
        QCOMPARE(f.transcript->rowCount(), 3);
    }

    void a_reply_is_held_when_somebody_else_took_over_meanwhile()
    {
        Mine f;
        f.server.cut();
        f.desk->sendReply(f.cnv, QStringLiteral("too late"));
        auto now = row("cnv_1", ownedByOther, 3, 3);
        now.owner_name = "Eva";
        f.comeBack(
            now,
            {logged(3, other, protocol::ConversationTakenOver{.owner = ownedByOther, .from = ownedByMe}, 3)}
        );
        QVERIFY(f.server.sent<protocol::MessageSend>().empty());
        const int row = f.transcript->rowCount() - 1;
        QCOMPARE(f.delivery(f.transcript, row), Delivery::Held);
        QVERIFY(f.transcript->index(row)
                    .data(role(TranscriptRole::Reason))
                    .toString()
                    .contains(QStringLiteral("Eva")));
        QCOMPARE(f.desk->conversations()->indexOf(f.cnv).data(role(ConversationRole::Held)).toInt(), 1);

        // Not mine: anyway is refused, a note is possible.
        QSignalSpy rejected(f.desk.get(), &Desk::actionRejected);
        f.desk->sendHeldAnyway(f.idOfRow(row));
        QCOMPARE(rejected.count(), 1);
        f.desk->sendHeldAsNote(f.idOfRow(row));
        const auto notes = f.server.sent<protocol::NoteAdd>();
        QCOMPARE(notes.size(), 1u);
        QCOMPARE(notes.front().text, std::string("too late"));
        QCOMPARE(f.desk->conversations()->indexOf(f.cnv).data(role(ConversationRole::Held)).toInt(), 0);
    }

    void a_held_reply_survives_a_restart_and_can_be_sent_anyway()
    {
        Mine f;
        f.server.cut();
        f.desk->sendReply(f.cnv, QStringLiteral("still true"));
        const QString id = f.idOfRow(2);
        // Back in the queue and mine again: another epoch.
        f.comeBack(
            row("cnv_1", ownedByMe, 4, 4),
            {logged(3, me, protocol::ConversationTransferred{.owner = queued, .from = ownedByMe}, 3),
             logged(4, me, protocol::ConversationAccepted{ownedByMe}, 4)}
        );
        QCOMPARE(f.delivery(f.transcript, f.transcript->rowCount() - 1), Delivery::Held);
        f.restart();
        f.desk->signIn(f.url, QStringLiteral("dee"), {});
        f.transcript = f.desk->open(f.cnv);
        QCOMPARE(f.delivery(f.transcript, f.transcript->rowCount() - 1), Delivery::Held);
        f.server.forget();
        f.welcome({row("cnv_1", ownedByMe, 4, 4)});
        f.resumed(4);
        QVERIFY(f.server.sent<protocol::MessageSend>().empty());
        f.desk->sendHeldAnyway(id);
        const auto sent = f.server.sent<protocol::MessageSend>();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(toQString(sent.front().id.value), id);
        QCOMPARE(sent.front().owner_epoch, std::optional<Epoch>(4));
    }

    void a_resolved_conversation_holds_and_discarding_keeps_the_text_as_a_draft()
    {
        Mine f;
        f.server.cut();
        f.desk->sendReply(f.cnv, QStringLiteral("one more thing"));
        f.waitForAttempt();
        f.welcome({}); // no longer listed
        f.server.say(
            protocol::EventFrame{logged(3, other, protocol::ConversationResolved{.owner = nobody}, 3)}
        );
        f.resumed(3);
        const int row = f.transcript->rowCount() - 1;
        QCOMPARE(f.delivery(f.transcript, row), Delivery::Held);
        QSignalSpy drafts(f.desk.get(), &Desk::draftChanged);
        f.desk->discardHeld(f.idOfRow(row));
        QCOMPARE(f.desk->draft(f.cnv), QStringLiteral("one more thing"));
        QCOMPARE(drafts.count(), 1);
        QCOMPARE(f.desk->unsentCount(), 0);
        QCOMPARE(f.transcript->rowCount(), row);
    }

    void a_crash_while_offline_loses_nothing()
    {
        Mine f;
        f.server.cut();
        f.desk->sendReply(f.cnv, QStringLiteral("one"));
        const QString id = f.idOfRow(2);
        // As after a kill: nothing is told to end in order.
        auto crashed = std::move(f.desk);
        f.desk = f.makeDesk();
        f.desk->signIn(f.url, QStringLiteral("dee"), {});
        QCOMPARE(f.desk->unsentCount(), 1);
        f.server.forget();
        f.welcome({row("cnv_1", ownedByMe, 2, 2)});
        // What was shown just before the crash may not have reached the copy; the server sends it again.
        for (const auto& e : f.begin)
            f.server.say(protocol::EventFrame{e});
        f.resumed(2);
        const auto sent = f.server.sent<protocol::MessageSend>();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(toQString(sent.front().id.value), id);
        QVERIFY(crashed != nullptr);
    }

    void a_stale_epoch_found_by_the_server_holds_too()
    {
        Mine f;
        f.desk->sendReply(f.cnv, QStringLiteral("one"));
        f.server.say(protocol::Rejected{
            .id = f.server.sent<protocol::MessageSend>().front().id, .code = 1007, .name = "stale_epoch"
        });
        QCOMPARE(f.delivery(f.transcript, 2), Delivery::Held);
        QCOMPARE(f.desk->unsentCount(), 1);
    }

    void a_server_without_storage_is_tried_again_until_it_can()
    {
        Mine f;
        f.desk->sendReply(f.cnv, QStringLiteral("one"));
        f.server.say(protocol::Rejected{
            .id = f.server.sent<protocol::MessageSend>().front().id,
            .code = 1502,
            .name = "unavailable",
            .retryable = true
        });
        QCOMPARE(f.delivery(f.transcript, 2), Delivery::Sending);
        f.pass(3s);
        const auto sent = f.server.sent<protocol::MessageSend>();
        QCOMPARE(sent.size(), 2u);
        QCOMPARE(sent.front().id, sent.back().id);
        f.acceptLast(sent.back().id);
        QCOMPARE(f.desk->unsentCount(), 0);
    }

    void a_silent_server_makes_it_fail_and_retry_sends_it()
    {
        Mine f;
        f.desk->sendReply(f.cnv, QStringLiteral("one"));
        for (int i = 0; i < 90; ++i) {
            f.pass(1s);
            f.server.say(protocol::Pong{}); // the connection itself is well
        }
        QCOMPARE(f.delivery(f.transcript, 2), Delivery::Failed);
        const auto tries = f.server.sent<protocol::MessageSend>().size();
        f.desk->retry(f.idOfRow(2));
        QCOMPARE(f.server.sent<protocol::MessageSend>().size(), tries + 1);
    }

    void what_is_not_mine_or_too_long_is_refused_with_the_text_kept()
    {
        Mine f;
        QSignalSpy rejected(f.desk.get(), &Desk::actionRejected);
        f.desk->setDraft(f.cnv, QString(101, QLatin1Char('x')));
        f.desk->sendReply(f.cnv, QString(101, QLatin1Char('x')));
        QCOMPARE(rejected.back().at(1).toString(), QStringLiteral("text_too_long"));
        QCOMPARE(f.desk->draft(f.cnv).size(), 101);
        f.server.say(protocol::QueueChanged{.upserted = {row("cnv_1", ownedByOther, 3, 3)}});
        f.desk->sendReply(f.cnv, QStringLiteral("not mine"));
        QCOMPARE(rejected.back().at(1).toString(), QStringLiteral("not_owner"));
        f.desk->sendReply(f.cnv, QStringLiteral("   "));
        QCOMPARE(rejected.count(), 2);
        QCOMPARE(f.desk->unsentCount(), 0);
    }

    void notes_need_no_ownership_and_wait_offline_like_replies()
    {
        Mine f;
        f.server.say(protocol::QueueChanged{.upserted = {row("cnv_1", ownedByOther, 3, 3)}});
        f.server.cut();
        f.desk->addNote(f.cnv, QStringLiteral("for Eva"));
        QVERIFY(f.transcript->index(2).data(role(TranscriptRole::IsNote)).toBool());
        f.comeBack(row("cnv_1", ownedByOther, 3, 3), {});
        QCOMPARE(f.server.sent<protocol::NoteAdd>().size(), 1u);
    }

    void a_flapping_connection_sends_everything_once()
    {
        // The server keeps a log by client id, as the real one does, and loses most answers.
        Mine f;
        std::vector<std::string> log;
        Seq seq = 2;
        std::vector<protocol::Event> events;
        const auto take = [&](bool answer) {
            for (const auto& m : f.server.sent<protocol::MessageSend>()) {
                if (std::ranges::find(log, m.id.value) == log.end()) {
                    log.push_back(m.id.value);
                    events.push_back(echo(said(++seq, me, m.text), m.id.value));
                }
                if (answer) f.acceptLast(m.id);
            }
        };
        for (int i = 0; i < 30; ++i) {
            f.desk->sendReply(f.cnv, QString::number(i));
            take(i % 3 == 0);
            f.server.cut();
            f.waitForAttempt();
            f.server.forget();
            f.welcome({row("cnv_1", ownedByMe, 2, seq)});
            for (const auto& e : events)
                f.server.say(protocol::EventFrame{e});
            f.resumed(seq);
        }
        for (int i = 0; i < 60; ++i) {
            take(true);
            f.server.forget();
            f.pass(250ms);
        }
        for (const auto& e : events)
            f.server.say(protocol::EventFrame{e});
        QCOMPARE(f.desk->unsentCount(), 0);
        QCOMPARE(log.size(), 30u);
        QStringList expected;
        for (int i = 0; i < 30; ++i)
            expected << QString::number(i);
        QCOMPARE(f.texts(f.transcript).mid(2), expected); // in order, each once
    }
};

QTEST_GUILESS_MAIN(DeskOutboxTest)
#include "desk_outbox_test.moc"
