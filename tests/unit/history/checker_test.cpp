// The checker itself: good histories pass, and each way of going wrong is found by the invariant that names
// it.

#include "tests/support/history/checker.hpp"

#include "tests/unit/history/world.hpp"

#include <QtTest>

namespace tandem::test {

using Change = std::function<void(World&)>;

class CheckerTest : public QObject
{
    Q_OBJECT

private slots:
    void good_histories_pass_data()
    {
        QTest::addColumn<Change>("change");
        const auto row = [](const char* name, Change change) {
            QTest::addRow("%s", name) << std::move(change);
        };

        row("nothing happened", [](World& w) { w = World(); });
        row("the plain one", [](World&) {});
        row("an answer lost on the way, stored all the same",
            [](World& w) { w.ada.entries.erase(World::entry_of<Accepted>(w.ada, 3)); });
        row("a command lost on the way, not stored",
            [](World& w) { command(w.ada, "a9", "message.send", "lost", 0); });
        row("refused", [](World& w) {
            command(w.grace, "g9", "message.send", "late", 0, 1);
            w.grace.entries.push_back(Rejected{ClientMsgId("g9"), Errc::stale_epoch});
        });
        row("given up, and stored after all", [](World& w) {
            w.ada.entries.erase(World::entry_of<Accepted>(w.ada, 3));
            w.ada.entries.push_back(Rejected{ClientMsgId("a3"), Errc::unavailable});
        });
        row("the page was loaded again", [](World& w) { w.show_all(w.ada); });
        row("a reader who left early", [](World& w) {
            World::remove_shown(w.vera, 5);
            w.vera.entries.push_back(Left{ConversationId("cnv_a")});
        });
        row("another customer with ids of the same name", [](World& w) {
            w.logs.emplace_back();
            w.logs.back().events = place(w.logs.back().record, creation("cnv_b", "hello", "a1", "cus_2"));
        });
    }

    void good_histories_pass()
    {
        QFETCH(Change, change);
        auto world = a_good_run();
        change(world);
        QCOMPARE(world.broken(), QString());
    }

    void bad_histories_are_flagged_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("broken");
        const auto row = [](const char* name, const char* broken, Change change) {
            QTest::addRow("%s", name) << std::move(change) << QString(broken);
        };

        // I1
        row("accepted and lost", "I1", [](World& w) { command(w.ada, "a9", "message.send", "lost", 9); });
        row("accepted under another number", "I1", [](World& w) { World::told(w.grace, 3).seq = 5; });
        row("stored with other words", "I1", [](World& w) {
            std::get<Invoked>(*World::entry_of<Invoked>(w.ada, 2)).text_hash = hash_of_text("0ne");
        });
        row("refused and stored", "I1", [](World& w) {
            w.grace.entries.erase(World::entry_of<Accepted>(w.grace, 3));
            w.grace.entries.push_back(Rejected{ClientMsgId("g3"), Errc::stale_epoch});
        });
        row("a start told the wrong number", "I1", [](World& w) { World::told(w.ada, 1).seq = 1; });

        row("accepted and never sent", "I1", [](World& w) {
            w.ada.entries.push_back(Accepted{ClientMsgId("a9"), ConversationId("cnv_a"), 8});
        });

        // I2
        row("stored twice", "I2", [](World& w) {
            w.append(append_to("cnv_a", {says(customer_actor, "two", "a3")}));
            for (auto* ledger : {&w.ada, &w.grace, &w.vera})
                ledger->entries.push_back(World::as_seen(*ledger, w.at(9)));
        });
        row("one start, two conversations", "I2", [](World& w) {
            w.logs.emplace_back();
            w.logs.back().events = place(w.logs.back().record, creation("cnv_b", "hello", "a1"));
        });

        // I3
        row("a gap in the log", "I3 I4", [](World& w) {
            // Number 9 is missing, and nobody was shown 10.
            w.append(append_to("cnv_a", {says(customer_actor, "x"), says(customer_actor, "y")}));
            w.log().erase(w.log().begin() + 8);
        });
        row("a record that is not its log's", "I3", [](World& w) { w.logs[0].record.last_text = "three"; });
        row("a log without its creation", "I1 I3 I5 I7 I8 I9", [](World& w) {
            w.at(1).data = NoteAdded{"x"};
            w.at(1).client_msg_id.reset();
            w.refold();
        });

        // I4
        row("the last event never shown", "I4", [](World& w) { World::remove_shown(w.ada, 8); });
        row("one in the middle left out", "I4", [](World& w) { World::remove_shown(w.vera, 2); });
        row("shown twice", "I4", [](World& w) {
            w.grace.entries.push_back(World::as_seen(w.grace, w.at(8)));
        });
        row("shown in another order", "I4", [](World& w) {
            std::iter_swap(World::entry_of<Shown>(w.ada, 7), World::entry_of<Shown>(w.ada, 8));
        });
        row("a note hidden from an agent", "I4", [](World& w) {
            World::shown_to(w.grace, 5) = {ConversationId("cnv_a"), 5, "event.hidden", {}, {}};
        });

        // I5
        row("an event that is not stored", "I5", [](World& w) {
            w.vera.entries.push_back(
                Shown{ConversationId("cnv_a"), 9, "message.accepted", hash_of_text("boo"), {}}
            );
        });
        row("a message in another version", "I5", [](World& w) {
            World::shown_to(w.ada, 7).text_hash = hash_of_text("0ne");
        });
        row("an event as another kind", "I5", [](World& w) {
            World::shown_to(w.ada, 4).type = "conversation.accepted";
        });

        // I6
        row("stored in another order than sent", "I6", [](World& w) {
            const auto second = World::entry_of<Invoked>(w.ada, 2);
            const auto third = World::entry_of<Invoked>(w.ada, 3);
            std::rotate(second, third, third + 2);
        });

        // I7
        row("two agents told they have it", "I1 I7", [](World& w) {
            command(w.vera, "v1", "conversation.take_over", "", 4, 1);
        });
        row("an owner without a new epoch", "I7", [](World& w) {
            for (Seq seq = 4; seq <= 8; ++seq)
                w.at(seq).owner_epoch = 1;
            w.refold();
        });
        row("an agent talks in another's conversation", "I7", [](World& w) {
            w.append(append_to("cnv_a", {says({ActorKind::agent, "agt_2", "Vera"}, "me too")}));
            for (auto* ledger : {&w.ada, &w.grace, &w.vera})
                ledger->entries.push_back(World::as_seen(*ledger, w.at(9)));
        });

        // I8
        row("the bot answers after the takeover", "I8", [](World& w) {
            w.append(append_to("cnv_a", {answers(7, "late")}));
            for (auto* ledger : {&w.ada, &w.grace, &w.vera})
                ledger->entries.push_back(World::as_seen(*ledger, w.at(9)));
        });
        row("the bot answers one question twice", "I8", [](World& w) {
            w.append(append_to(
                "cnv_a", {draft(agent_actor, ConversationHandedBack{.owner = {OwnerKind::bot, {}}})}
            ));
            w.append(append_to("cnv_a", {answers(2, "again")}));
            for (auto* ledger : {&w.ada, &w.grace, &w.vera}) {
                for (Seq seq : {9, 10})
                    ledger->entries.push_back(World::as_seen(*ledger, w.at(seq)));
            }
        });

        // I9
        row("a note shown to the customer", "I9", [](World& w) {
            World::shown_to(w.ada, 5) = shown(w.at(5));
        });
        row("a packet sent to the customer", "I9", [](World& w) {
            World::shown_to(w.ada, 4) = shown(w.at(4));
        });
        row("the score of a source sent to the customer", "I9", [](World& w) {
            World::shown_to(w.ada, 3) = shown(w.at(3));
        });
        row("another customer's conversation", "I9", [](World& w) {
            w.logs[0].record.customer.id = CustomerId("cus_2");
            std::get<ConversationCreated>(w.at(1).data).customer.id = CustomerId("cus_2");
        });
    }

    void bad_histories_are_flagged()
    {
        QFETCH(Change, change);
        QFETCH(QString, broken);
        auto world = a_good_run();
        change(world);
        QCOMPARE(world.broken(), broken);
    }
};

} // namespace tandem::test

QTEST_GUILESS_MAIN(tandem::test::CheckerTest)
#include "checker_test.moc"
