#include "tests/gui/console/desk_fixture.hpp"

#include <QStandardPaths>

using namespace tandem;
using namespace tandem::console;
using namespace tandem::console::test;
using namespace std::chrono_literals;

class DeskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void signing_in_goes_from_connecting_to_live()
    {
        DeskFixture f;
        QStringList states;
        connect(f.desk.get(), &Desk::connectionStateChanged, this, [&] {
            states << QString::number(static_cast<int>(f.desk->connectionState()));
        });
        QSignalSpy signedIn(f.desk.get(), &Desk::signedIn);
        f.desk->signIn(
            QUrl(QStringLiteral("https://help.example")), QStringLiteral("dee"), QStringLiteral("secret")
        );
        QCOMPARE(f.server.socket()->lastUrl, QUrl(QStringLiteral("wss://help.example/ws/agent")));
        f.welcome({waiting("cnv_1", noon)});
        QCOMPARE(states, (QStringList{QStringLiteral("1"), QStringLiteral("3"), QStringLiteral("2")}));
        QCOMPARE(signedIn.count(), 1);
        QCOMPARE(f.desk->agentName(), QStringLiteral("Dee"));
        QCOMPARE(f.desk->conversations()->count(Section::Waiting), 1);
        QCOMPARE(f.server.sent<protocol::PresenceSet>().size(), 1u);
        QCOMPARE(f.desk->connectionSince().toMSecsSinceEpoch(), f.clock.wall());
    }

    void a_wrong_password_is_told_in_words()
    {
        DeskFixture f;
        QSignalSpy failed(f.desk.get(), &Desk::signInFailed);
        f.desk->signIn(f.url, QStringLiteral("dee"), QStringLiteral("wrong"));
        f.server.accept();
        f.server.cut(4401);
        QCOMPARE(failed.count(), 1);
        QCOMPARE(failed.front().at(0).toString(), QStringLiteral("unauthenticated"));
        QVERIFY(failed.front().at(1).toString().contains(QStringLiteral("password")));
        QCOMPARE(f.desk->connectionState(), ConnectionState::SignedOut);
    }

    void a_server_that_is_not_there_is_told_at_once()
    {
        DeskFixture f;
        QSignalSpy failed(f.desk.get(), &Desk::signInFailed);
        f.desk->signIn(f.url, QStringLiteral("dee"), QStringLiteral("secret"));
        f.server.cut();
        QCOMPARE(failed.front().at(0).toString(), QStringLiteral("unreachable"));
        f.pass(60s);
        QCOMPARE(f.server.attempts, 1); // nobody keeps knocking after that
    }

    void the_next_start_needs_no_password_and_no_server()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByMe, 2, 2), waiting("cnv_2", noon)});
        f.open({said(1, customer, "hi"), logged(2, me, protocol::ConversationAccepted{ownedByMe}, 2)});
        f.desk->setDraft(f.cnv, QStringLiteral("half a sentence"));
        f.restart();

        QVERIFY(f.desk->canSignInWithoutPassword(f.url, QStringLiteral("dee")));
        QVERIFY(!f.desk->canSignInWithoutPassword(f.url, QStringLiteral("eva")));
        QSignalSpy signedIn(f.desk.get(), &Desk::signedIn);
        f.desk->signIn(f.url, QStringLiteral("dee"), {});
        QCOMPARE(signedIn.count(), 1); // before the server says anything
        f.server.cut();
        QCOMPARE(f.desk->connectionState(), ConnectionState::Offline);
        QCOMPARE(f.desk->conversations()->count(Section::Mine), 1);
        auto* transcript = f.desk->open(f.cnv);
        QCOMPARE(
            f.texts(transcript),
            (QStringList{QStringLiteral("hi"), QStringLiteral("You took this conversation")})
        );
        QCOMPARE(f.desk->draft(f.cnv), QStringLiteral("half a sentence"));
        QVERIFY(f.desk->conversations()->indexOf(f.cnv).data(role(ConversationRole::HasDraft)).toBool());
        QVERIFY(f.desk->header(f.cnv).canReply);
        QVERIFY(!f.desk->header(f.cnv).canResolve); // needs the server

        // And it goes on from where the copy ends, by token.
        f.waitForAttempt();
        f.server.forget();
        f.server.accept();
        const auto hello = f.server.sent<protocol::Hello>().back();
        QCOMPARE(hello.token, std::optional<std::string>("tok"));
        QVERIFY((hello.resume == std::vector{protocol::ResumePoint{ConversationId("cnv_1"), 2}}));
    }

    void an_ended_session_asks_for_the_password()
    {
        DeskFixture f;
        f.signIn({});
        f.restart();
        QSignalSpy failed(f.desk.get(), &Desk::signInFailed);
        f.desk->signIn(f.url, QStringLiteral("dee"), {});
        f.server.accept();
        f.server.cut(4401);
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.front().at(1).toString().contains(QStringLiteral("session")));
        QVERIFY(!f.desk->canSignInWithoutPassword(f.url, QStringLiteral("dee")));
    }

    void signing_out_wipes_the_copy_and_ends_the_token()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByMe)});
        f.open({said(1, customer, "hi")});
        f.desk->setDraft(f.cnv, QStringLiteral("x"));
        f.desk->sendReply(f.cnv, QStringLiteral("still on its way"));
        f.desk->signOut();
        QCOMPARE(f.server.sent<protocol::SignOut>().size(), 1u);
        QCOMPARE(f.desk->connectionState(), ConnectionState::SignedOut);
        QCOMPARE(f.desk->conversations()->rowCount(), sectionCount);
        f.restart();
        QVERIFY(!f.desk->canSignInWithoutPassword(f.url, QStringLiteral("dee")));
        f.signIn({});
        QVERIFY(f.desk->draft(f.cnv).isEmpty());
        QCOMPARE(f.desk->unsentCount(), 0);
        QCOMPARE(f.desk->open(f.cnv)->rowCount(), 0);
    }

    void an_opened_conversation_is_followed_and_complete_when_resumed()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByBot, 1, 2)});
        auto* transcript = f.desk->open(f.cnv);
        QCOMPARE(f.server.sent<protocol::ConversationWatch>().size(), 1u);
        QVERIFY(!transcript->isComplete());
        f.server.say(protocol::EventFrame{said(1, customer, "a")});
        f.server.say(protocol::EventFrame{said(2, bot, "b")});
        f.resumed(2);
        QVERIFY(transcript->isComplete());
        f.server.say(protocol::EventFrame{said(3, customer, "c")});
        f.server.say(protocol::EventFrame{said(3, customer, "c")});
        QCOMPARE(transcript->rowCount(), 3);
    }

    void a_gap_is_filled_before_anything_after_it_is_shown()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByBot)});
        auto* transcript = f.open({said(1, customer, "1")});
        f.server.say(protocol::EventFrame{said(4, customer, "4")});
        f.server.say(protocol::EventFrame{said(5, customer, "5")});
        QCOMPARE(transcript->rowCount(), 1);
        const auto asked = f.server.sent<protocol::HistoryRead>();
        QCOMPARE(asked.size(), 1u); // once
        QCOMPARE(asked.front().after_seq, Seq(1));
        f.server.say(protocol::HistoryPage{
            .id = asked.front().id,
            .conversation_id = ConversationId("cnv_1"),
            .events = {said(2, customer, "2"), said(3, customer, "3")},
            .last_seq = 5
        });
        QCOMPARE(f.texts(transcript).join(QString()), QStringLiteral("12345"));
        f.server.say(protocol::EventFrame{said(6, customer, "6")});
        QCOMPARE(f.texts(transcript).join(QString()), QStringLiteral("123456"));
    }

    void a_cut_shows_offline_then_catching_up_then_live()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByBot)});
        auto* transcript = f.open({said(1, customer, "1")});
        f.server.say(
            protocol::TurnDelta{.conversation_id = ConversationId("cnv_1"), .turn = 1, .text = "half"}
        );
        QCOMPARE(transcript->rowCount(), 2);
        f.server.cut();
        QCOMPARE(f.desk->connectionState(), ConnectionState::Offline);
        QCOMPARE(transcript->rowCount(), 1); // nobody knows how that answer goes on

        f.waitForAttempt();
        f.server.forget();
        f.welcome({row("cnv_1", ownedByBot, 1, 3)});
        QVERIFY(
            (f.server.sent<protocol::Hello>().back().resume ==
             std::vector{protocol::ResumePoint{ConversationId("cnv_1"), 1}})
        );
        QCOMPARE(f.desk->connectionState(), ConnectionState::CatchingUp);
        f.server.say(protocol::EventFrame{answered(2, 1, "half and half")});
        f.server.say(protocol::EventFrame{said(3, customer, "3")});
        f.resumed(3);
        QCOMPARE(f.desk->connectionState(), ConnectionState::Live);
        QCOMPARE(transcript->rowCount(), 3);
    }

    void a_log_that_is_not_the_one_known_is_read_anew()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByBot)});
        auto* transcript =
            f.open({said(1, customer, "old 1"), said(2, customer, "old 2"), said(3, customer, "old 3")});
        QSignalSpy reset(transcript, &QAbstractItemModel::modelReset);
        f.server.cut();
        f.waitForAttempt();
        f.welcome({row("cnv_1", ownedByBot)});
        f.resumed(2, true);
        QVERIFY(!transcript->isComplete());
        f.server.say(protocol::EventFrame{said(1, customer, "new 1")});
        f.server.say(protocol::EventFrame{said(2, customer, "new 2")});
        QVERIFY(transcript->isComplete());
        QCOMPARE(f.texts(transcript), (QStringList{QStringLiteral("new 1"), QStringLiteral("new 2")}));
        QCOMPARE(reset.count(), 0);

        f.restart(); // the copy was replaced as well
        f.desk->signIn(f.url, QStringLiteral("dee"), {});
        QCOMPARE(
            f.texts(f.desk->open(f.cnv)), (QStringList{QStringLiteral("new 1"), QStringLiteral("new 2")})
        );
    }

    void accepting_is_one_command_with_the_epoch_that_was_seen()
    {
        DeskFixture f;
        f.signIn({waiting("cnv_1", noon)});
        QVERIFY(f.desk->header(f.cnv).canAccept);
        f.desk->accept(f.cnv);
        const auto sent = f.server.sent<protocol::ConversationAccept>();
        QCOMPARE(sent.size(), 1u);
        QCOMPARE(sent.front().owner_epoch, Epoch(1));
        f.acceptLast(sent.front().id, 2);
        QVERIFY(f.desk->header(f.cnv).mine); // at once, before list and log say so
        QVERIFY(f.desk->header(f.cnv).canReply);
        QVERIFY(!f.desk->header(f.cnv).canAccept);
    }

    void losing_a_race_names_the_winner()
    {
        DeskFixture f;
        f.signIn({waiting("cnv_1", noon)});
        QSignalSpy rejected(f.desk.get(), &Desk::actionRejected);
        f.desk->accept(f.cnv);
        auto taken = row("cnv_1", ownedByOther, 2, 2);
        taken.owner_name = "Eva";
        f.server.say(protocol::QueueChanged{.upserted = {taken}});
        f.server.say(protocol::Rejected{
            .id = f.server.sent<protocol::ConversationAccept>().back().id,
            .code = 1010,
            .name = "already_taken"
        });
        QCOMPARE(rejected.count(), 1);
        QCOMPARE(rejected.front().at(1).toString(), QStringLiteral("already_taken"));
        QVERIFY(rejected.front().at(2).toString().contains(QStringLiteral("Eva")));
        QVERIFY(!f.desk->header(f.cnv).mine);
    }

    void taking_over_hands_the_unsent_rest_to_the_agent_once()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByBot)});
        auto* transcript = f.open({said(1, customer, "where?")});
        f.server.say(protocol::TurnDelta{
            .conversation_id = ConversationId("cnv_1"), .turn = 1, .text = "Your parcel left on"
        });
        QSignalSpy draft(f.desk.get(), &Desk::interruptedDraft);
        f.desk->takeOver(f.cnv);
        const auto sent = f.server.sent<protocol::ConversationTakeOver>();
        QCOMPARE(sent.size(), 1u);
        auto cut = answered(2, 1, "Your parcel left");
        std::get<protocol::MessageAccepted>(cut.data).interrupted = protocol::Interruption{me, 16};
        f.server.say(protocol::TurnInterrupted{
            .conversation_id = ConversationId("cnv_1"), .turn = 1, .by = me, .offset = 16, .seq = Seq(2)
        });
        f.server.say(protocol::EventFrame{cut});
        protocol::HandoffPacket packet;
        packet.suggested_reply = "on Monday.";
        f.server.say(protocol::EventFrame{logged(
            3,
            me,
            protocol::ConversationTakenOver{.owner = ownedByMe, .from = ownedByBot, .packet = packet},
            2
        )});
        f.acceptLast(sent.front().id, 2);
        QCOMPARE(draft.count(), 1);
        QCOMPARE(draft.front().at(1).toString(), QStringLiteral("on Monday."));
        QCOMPARE(f.texts(transcript).at(1), QStringLiteral("Your parcel left"));
        QVERIFY(f.desk->header(f.cnv).canReply);
        QCOMPARE(f.desk->packet(f.cnv)->packet().suggestedReply, QStringLiteral("on Monday."));
    }

    void offline_actions_are_refused_at_once()
    {
        DeskFixture f;
        f.signIn({waiting("cnv_1", noon)});
        f.server.cut();
        QSignalSpy rejected(f.desk.get(), &Desk::actionRejected);
        f.server.forget();
        f.desk->accept(f.cnv);
        f.desk->resolve(f.cnv, true);
        QCOMPARE(rejected.count(), 2);
        QVERIFY(rejected.front().at(2).toString().contains(QStringLiteral("offline")));
        f.waitForAttempt();
        f.welcome({waiting("cnv_1", noon)});
        QVERIFY(f.server.sent<protocol::ConversationAccept>().empty());
    }

    void an_action_cut_in_flight_is_repeated_with_its_id()
    {
        DeskFixture f;
        f.signIn({waiting("cnv_1", noon)});
        f.desk->accept(f.cnv);
        const auto id = f.server.sent<protocol::ConversationAccept>().front().id;
        f.server.cut();
        f.server.forget();
        f.waitForAttempt();
        f.welcome({row("cnv_1", ownedByMe, 2, 2)});
        QCOMPARE(f.server.sent<protocol::ConversationAccept>().front().id, id);
    }

    void supervisors_may_take_from_an_agent()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByOther)});
        QVERIFY(!f.desk->header(f.cnv).canTakeOver);
        DeskFixture s;
        s.signIn({row("cnv_1", ownedByOther)}, protocol::Role::supervisor);
        QVERIFY(s.desk->header(s.cnv).canTakeOver);
        QVERIFY(s.desk->header(s.cnv).canTransfer);
    }

    void who_waits_and_who_answers_is_told()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByMe, 2, 4)});
        QSignalSpy waits(f.desk.get(), &Desk::conversationWaiting);
        QSignalSpy replied(f.desk.get(), &Desk::customerReplied);
        auto w = waiting("cnv_9", noon);
        w.trigger = protocol::Trigger::customer_request;
        f.server.say(protocol::QueueChanged{.upserted = {w, row("cnv_1", ownedByMe, 2, 5)}});
        QCOMPARE(waits.count(), 1);
        QCOMPARE(waits.front().at(2).toString(), QStringLiteral("The customer asked for a person"));
        QCOMPARE(replied.count(), 1);
        f.server.say(protocol::QueueChanged{.upserted = {w, row("cnv_1", ownedByMe, 2, 5)}});
        QCOMPARE(waits.count(), 1);
        QCOMPARE(replied.count(), 1);
    }

    void drafts_are_on_disk_within_two_seconds()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByMe)});
        f.desk->setDraft(f.cnv, QStringLiteral("d"));
        f.pass(500ms);
        f.desk->setDraft(f.cnv, QStringLiteral("dr")); // typing on does not put it off
        f.pass(1'500ms);
        // Not by an orderly end: as another process would see the file now.
        Store second(f.folder.filePath(QStringLiteral("dee.db")), Store::RunOn::CallingThread);
        QString saved;
        second.loadDesk(this, [&](const StoredDesk& stored) { saved = stored.drafts.value(f.cnv); });
        QCOMPARE(saved, QStringLiteral("dr"));
    }

    void typing_and_seen_are_not_repeated()
    {
        DeskFixture f;
        f.signIn({row("cnv_1", ownedByMe, 1, 3)});
        f.open({said(1, customer, "a"), said(2, customer, "b"), said(3, customer, "c")});
        for (int i = 0; i < 10; ++i)
            f.desk->typing(f.cnv, true);
        f.desk->typing(f.cnv, false);
        QCOMPARE(f.server.sent<protocol::TypingSet>().size(), 2u);
        f.desk->seen(f.cnv);
        f.desk->seen(f.cnv);
        QCOMPARE(f.server.sent<protocol::SeenSet>().size(), 1u);
        QCOMPARE(f.desk->conversations()->unread(f.cnv), 0);
    }

    void a_bounded_number_of_closed_conversations_stays_warm()
    {
        DeskFixture f;
        f.signIn({});
        for (int i = 0; i < 50; ++i) {
            const QString id = QStringLiteral("cnv_%1").arg(i);
            f.desk->open(id);
            f.desk->close(id);
        }
        QCOMPARE(f.server.sent<protocol::ConversationUnwatch>().size(), 38u);
        f.server.forget();
        f.desk->open(QStringLiteral("cnv_49")); // still warm
        QVERIFY(f.server.sent<protocol::ConversationWatch>().empty());
    }

    void a_chosen_presence_is_told_again_after_a_reconnect()
    {
        DeskFixture f;
        f.signIn({});
        f.desk->setPresence(protocol::Presence::away);
        f.server.cut();
        f.waitForAttempt();
        f.server.forget();
        f.welcome({});
        QVERIFY(f.server.sent<protocol::PresenceSet>().back().presence == protocol::Presence::away);
        f.server.say(protocol::PresenceChanged{
            .agent_id = AgentId("agt_other"),
            .name = "Eva",
            .presence = protocol::Presence::busy,
            .connected = true
        });
        QCOMPARE(f.desk->teammates().size(), 1);
    }
};

QTEST_GUILESS_MAIN(DeskTest)
#include "desk_test.moc"
