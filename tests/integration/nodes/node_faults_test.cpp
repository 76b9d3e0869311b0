// What the other node does when one is killed or stopped, and what both do when Redis is: nothing accepted
// is lost, nobody is answered twice, and no question stays open.

#include "backend/storage/postgres/postgres_store.hpp"
#include "tests/integration/nodes/installation.hpp"
#include "tests/support/client/crowd.hpp"
#include "tests/support/client/wait_for.hpp"

#include <QElapsedTimer>
#include <QTest>
#include <csignal>

using namespace tandem;
using namespace tandem::protocol;
using namespace tandem::testing;
using namespace std::chrono_literals;

namespace {

int messages_of(const ConversationView& view, ActorKind kind)
{
    return int(std::ranges::count_if(view.events(), [&](const Event& event) {
        return event.actor.kind == kind && std::holds_alternative<MessageAccepted>(event.data);
    }));
}

std::uint64_t number_from(const char* variable, std::uint64_t otherwise)
{
    bool ok = false;
    const auto value = qEnvironmentVariable(variable).toULongLong(&ok);
    return ok ? value : otherwise;
}

// A customer of node A in front of an answer that takes a while.
bool in_mid_answer(Installation& all, ChatClient& customer)
{
    if (!all.until([&] { return customer.connected(); })) return false;
    customer.start("Where is my parcel? !first=20 !every=20 !tokens=100");
    return all.until([&] {
        const auto& turns = customer.view().turns();
        return !turns.empty() && turns.rbegin()->second.length > 40;
    });
}

} // namespace

class NodeFaultsTest : public QObject
{
    Q_OBJECT

    // Every command is answered, the bot ends what it has begun, every screen catches up; then the verdict.
    static void check(Installation& all, Crowd& crowd, std::size_t least_accepted)
    {
        QVERIFY2(all.until([&] { return crowd.all_answered(); }, 60s), "a command stays unanswered");
        let_pass(all.loop, 8s);
        const auto ledgers = crowd.ledgers();
        crowd.leave();
        all.loop.restart();
        all.loop.run_for(200ms);
        QCOMPARE(all.a->terminate(), 0);
        QCOMPARE(all.b->terminate(), 0);
        const auto store = storage::create_postgres_store({.url = all.database()});
        const auto verdict = judge(ledgers, *store);
        qInfo(
            "%zu conversations, %zu events, %zu commands accepted",
            verdict.conversations,
            verdict.events,
            verdict.accepted
        );
        QVERIFY2(verdict.faults.empty(), verdict.faults.c_str());
        QCOMPARE(verdict.conversations, std::size_t(Crowd::customers));
        QVERIFY(verdict.accepted > least_accepted);
    }

private slots:
    void the_other_node_answers_when_one_is_killed_in_mid_answer()
    {
        Installation all;
        const auto customer = all.customer(*all.a);
        QVERIFY(in_mid_answer(all, *customer));
        const auto id = customer->conversation();
        all.a->kill();
        QElapsedTimer timer;
        timer.start();
        customer->redirect(all.b->port());
        QVERIFY(all.until([&] { return messages_of(customer->view(id), ActorKind::bot) == 1; }, 20s));
        qInfo("answered %lld ms after the kill", timer.elapsed());
        QVERIFY(timer.elapsed() < 10'000);
        let_pass(all.loop, 3s);
        QCOMPARE(messages_of(customer->view(id), ActorKind::bot), 1);
        QCOMPARE(customer->view(id).anomalies().strays, 0);
    }

    void a_stopped_node_that_comes_back_changes_nothing()
    {
        Installation all;
        const auto customer = all.customer(*all.a);
        QVERIFY(in_mid_answer(all, *customer));
        const auto id = customer->conversation();
        ::kill(pid_t(all.a->pid()), SIGSTOP);
        customer->redirect(all.b->port());
        customer->drop();
        QVERIFY(all.until([&] { return messages_of(customer->view(id), ActorKind::bot) == 1; }, 20s));
        customer->say("Thank you !first=10 !every=5 !tokens=5");
        QVERIFY(all.until([&] { return messages_of(customer->view(id), ActorKind::bot) == 2; }));
        const auto before = customer->view(id).last_seq();
        ::kill(pid_t(all.a->pid()), SIGCONT);
        let_pass(all.loop, 5s);
        QCOMPARE(customer->view(id).last_seq(), before); // its answer is refused
        QVERIFY(all.until([&] { return all.a->get("/readyz") == "ready\n"; }));

        // And it serves again, knowing what has happened.
        customer->redirect(all.a->port());
        customer->drop();
        customer->say("One more thing !first=10 !every=5 !tokens=5");
        QVERIFY(all.until([&] { return messages_of(customer->view(id), ActorKind::bot) == 3; }));
    }

    void redis_killed_and_back_under_traffic()
    {
        Installation all;
        Crowd crowd(all.loop, {all.a->port(), all.b->port()}, number_from("TANDEM_NODES_SEED", 1));
        crowd.talk_for(1'500ms);
        QCOMPARE(all.a->get("/readyz"), QByteArray("ready\n"));
        all.redis.kill();
        crowd.talk_for(2'000ms);
        // It goes on, and says so.
        QVERIFY(all.a->get("/readyz").contains("degraded"));
        QVERIFY(all.b->get("/metrics").contains("tandem_backplane_connected 0"));
        all.redis.start();
        crowd.talk_for(3'000ms);
        QVERIFY(all.until([&] { return all.a->get("/readyz") == "ready\n"; }));
        all.redis.freeze();
        crowd.talk_for(1'500ms);
        all.redis.thaw();
        crowd.talk_for(1'500ms);
        check(all, crowd, 100);
    }

    void nodes_killed_under_traffic()
    {
        const auto rounds = number_from("TANDEM_NODES_ROUNDS", 3);
        const auto seed = number_from("TANDEM_NODES_SEED", 1);
        Installation all;
        SeededRandom random(seed);
        Crowd crowd(all.loop, {all.a->port(), all.b->port()}, seed);
        crowd.talk_for(1'500ms);
        for (std::uint64_t round = 0; round < rounds; ++round) {
            crowd.talk_for(Millis(300 + random.below(900)));
            auto& victim = round % 2 == 0 ? all.a : all.b;
            victim->kill();
            crowd.talk_for(Millis(random.below(1'500)));
            victim->restart();
        }
        crowd.talk_for(1'000ms);
        check(all, crowd, 20 * rounds);
    }

    void nodes_restarted_one_after_the_other_under_traffic()
    {
        Installation all;
        Crowd crowd(all.loop, {all.a->port(), all.b->port()}, number_from("TANDEM_NODES_SEED", 1));
        crowd.talk_for(1'500ms);
        for (auto* node : {all.a.get(), all.b.get()}) {
            QCOMPARE(node->terminate(), 0);
            node->restart();
            crowd.talk_for(1'500ms);
        }
        check(all, crowd, 40);
    }
};

QTEST_GUILESS_MAIN(NodeFaultsTest)
#include "node_faults_test.moc"
