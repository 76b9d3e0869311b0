// Any node serves any client: what happens on one is seen on the other, at once.

#include "shared/text/code_points.hpp"
#include "tests/integration/nodes/installation.hpp"
#include "tests/support/client/wait_for.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;
using namespace std::chrono_literals;

namespace {

const TurnView* last_turn(const ConversationView& view)
{
    return view.turns().empty() ? nullptr : &view.turns().rbegin()->second;
}

int messages_of(const ConversationView& view, ActorKind kind)
{
    return int(std::ranges::count_if(view.events(), [&](const Event& event) {
        return event.actor.kind == kind && std::holds_alternative<MessageAccepted>(event.data);
    }));
}

} // namespace

class TwoNodesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Installation> all_;

    Installation& all() { return *all_; }

private slots:
    void initTestCase()
    {
        all_ = std::make_unique<Installation>(
            ServerProcess::Settings{{"routing", "disconnect_grace_seconds = 1\n"}}
        );
    }
    void cleanupTestCase() { all_.reset(); }

    void a_message_on_one_node_is_seen_by_an_agent_on_the_other()
    {
        const auto customer = all().customer(*all().a);
        const auto agent = all().agent(*all().b);
        QVERIFY(all().until([&] { return customer->connected() && agent->connected(); }));
        customer->start("Where is my parcel? !first=10 !every=5 !tokens=10");
        QVERIFY(all().until([&] { return !customer->conversation().empty(); }));
        const auto id = customer->conversation();

        // The list, the log and the answer, as if both were on the same node.
        QVERIFY(all().until([&] { return agent->queue().contains(id); }));
        agent->watch(id);
        QVERIFY(all().until([&] { return messages_of(agent->view(id), ActorKind::bot) == 1; }));
        QVERIFY(all().until([&] { return !agent->queue().at(id).streaming; }));

        // A second one streams while it is watched from the other node.
        customer->say("And when does it come? !first=50 !every=20 !tokens=60");
        QVERIFY(all().until([&] {
            const auto* turn = last_turn(agent->view(id));
            return turn != nullptr && turn->state == TurnView::State::writing && turn->length > 20;
        }));
        QVERIFY(all().until([&] { return messages_of(agent->view(id), ActorKind::bot) == 2; }));
        QCOMPARE(agent->view(id).anomalies().strays, 0);

        // And back: the agent takes it and writes, and the customer reads.
        const auto taken = agent->send(ConversationTakeOver{{}, id, agent->view(id).owner_epoch()});
        QVERIFY(all().until([&] {
            return agent->was_accepted(taken) && agent->view(id).owner().kind == OwnerKind::agent;
        }));
        agent->say("Tomorrow.");
        QVERIFY(all().until([&] { return messages_of(customer->view(id), ActorKind::agent) == 1; }));
        customer->say("Thank you");
        QVERIFY(all().until([&] {
            const auto* said = agent->view(id).last_message_of(ActorKind::customer);
            return said != nullptr && said->text == "Thank you";
        }));
        QCOMPARE(messages_of(customer->view(id), ActorKind::bot), 2); // the bot keeps out of it
        const auto resolved =
            agent->send(ConversationResolve{{}, id, agent->view(id).owner_epoch(), false});
        QVERIFY(all().until([&] { return agent->was_accepted(resolved); }));
        QVERIFY(all().until([&] { return !agent->queue().contains(id); }));
    }

    void a_takeover_seals_the_answer_of_the_other_node()
    {
        const auto customer = all().customer(*all().a);
        const auto agent = all().agent(*all().b);
        QVERIFY(all().until([&] { return customer->connected() && agent->connected(); }));
        customer->start("Where is my parcel? !first=20 !every=30 !tokens=400");
        QVERIFY(all().until([&] { return !customer->conversation().empty(); }));
        const auto id = customer->conversation();
        agent->watch(id);
        QVERIFY(all().until([&] {
            const auto* turn = last_turn(customer->view(id));
            return turn != nullptr && turn->length > 60 && agent->view(id).last_seq() >= 2;
        }));
        QCOMPARE(all().answers_under_way(), 1);
        const auto taken = agent->send(ConversationTakeOver{{}, id, agent->view(id).owner_epoch()});
        QVERIFY(all().until([&] { return agent->was_accepted(taken); }));
        QVERIFY(all().until([&] { return customer->view(id).owner().kind == OwnerKind::agent; }));

        // What the customer has read is exactly what is stored.
        const auto* sealed = customer->view(id).last_message_of(ActorKind::bot);
        QVERIFY(sealed != nullptr && sealed->interrupted.has_value());
        QCOMPARE(sealed->text, last_turn(customer->view(id))->text);
        QCOMPARE(std::size_t(sealed->interrupted->offset), text::count_code_points(sealed->text));

        // The model works for nobody any more, and the bot adds nothing.
        QVERIFY(all().until([&] { return all().answers_under_way() == 0; }));
        let_pass(all().loop, 1'000ms);
        QCOMPARE(messages_of(customer->view(id), ActorKind::bot), 1);
        QCOMPARE(customer->view(id).anomalies().strays, 0);
    }

    void a_reader_who_joins_on_the_other_node_has_the_whole_answer()
    {
        const auto customer = all().customer(*all().a);
        const auto agent = all().agent(*all().b);
        QVERIFY(all().until([&] { return customer->connected() && agent->connected(); }));
        customer->start("Where is my parcel? !first=20 !every=20 !tokens=150");
        QVERIFY(all().until([&] {
            const auto* turn = last_turn(customer->view());
            return turn != nullptr && turn->length > 100;
        }));
        const auto id = customer->conversation();
        agent->watch(id);
        QVERIFY(all().until(
            [&] {
                const auto* turn = last_turn(agent->view(id));
                return turn != nullptr && turn->length > 100 && !turn->torn;
            },
            2'000ms
        ));
        QVERIFY(all().until([&] { return messages_of(agent->view(id), ActorKind::bot) == 1; }));
    }

    void an_agent_on_the_other_node_is_not_absent()
    {
        const auto customer = all().customer(*all().a);
        auto agent = all().agent(*all().b, 1);
        QVERIFY(all().until([&] { return customer->connected() && agent->connected(); }));
        customer->start("A person, please !first=10 !every=5 !tokens=5");
        QVERIFY(all().until([&] { return !customer->conversation().empty(); }));
        const auto id = customer->conversation();
        agent->watch(id);
        QVERIFY(all().until([&] { return agent->view(id).last_seq() >= 2; }));
        const auto taken = agent->send(ConversationTakeOver{{}, id, agent->view(id).owner_epoch()});
        QVERIFY(all().until([&] { return agent->was_accepted(taken); }));
        customer->say("Hello?");
        // Beyond the grace of a second, whichever node watches over absence.
        let_pass(all().loop, 3'000ms);
        QCOMPARE(customer->view(id).owner().kind, OwnerKind::agent);

        // Gone from there, they are gone everywhere.
        agent.reset();
        QVERIFY(all().until([&] { return customer->view(id).owner().kind == OwnerKind::queue; }, 8'000ms));
    }

    void a_node_without_the_shared_backplane_is_refused()
    {
        auto settings = all().node_settings();
        settings["backplane"] = "engine = \"memory\"\n";
        ServerProcess third(settings);
        try {
            third.start();
            QFAIL("it started");
        } catch (const std::runtime_error& error) {
            const QString said(error.what());
            QVERIFY2(said.contains("Another node works on this database"), qPrintable(said));
            QVERIFY2(said.contains("backplane.engine"), qPrintable(said));
        }
    }
};

QTEST_GUILESS_MAIN(TwoNodesTest)
#include "two_nodes_test.moc"
