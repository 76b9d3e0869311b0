// One conversation that is live on two nodes: two hubs over one archive and one backplane.

#include "backend/backplane/memory/memory_backplane.hpp"
#include "backend/conversation/broadcast.hpp"
#include "backend/conversation/control.hpp"
#include "backend/conversation/hub.hpp"
#include "backend/conversation/turn.hpp"
#include "backend/util/sleep.hpp"
#include "shared/protocol/codec.hpp"
#include "tests/support/simulator/sim_archive.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::conversation;
using namespace std::chrono_literals;

namespace {

// Says what it is told to, when it is told to.
class TypedBot final : public bot::Bot
{
public:
    explicit TypedBot(Timers& timers) : timers_(timers) {}

    Task<Result<bot::TurnOutcome>>
    run(bot::TurnInput input, bot::DeltaSink sink, std::stop_token stop) override
    {
        ++runs;
        question = input.question;
        say = std::move(sink);
        finished = false;
        const auto mine = runs;
        while (!(finished && mine == runs) && !stop.stop_requested())
            co_await sleep_for(timers_, 10ms);
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        bot::TurnOutcome outcome;
        outcome.answer.outcome = AnswerOutcome::answered;
        co_return outcome;
    }

    int runs = 0;
    std::string question; // of the last run
    bot::DeltaSink say;
    bool finished = false;

private:
    Timers& timers_;
};

struct Node
{
    Node(
        const char* name,
        asio::io_context& loop,
        storage::Archive& archive,
        backplane::Backplane& backplane,
        Timers& timers,
        const Clock& clock,
        Random& random
    )
        : bot(timers),
          context{loop.get_executor(), archive, backplane, bot, timers, clock, {}, {}, {}, {}, {}},
          hub(context, random)
    {
        context.node = NodeId(name);
        context.shared = true;
    }

    TypedBot bot;
    Context context;
    Hub hub;
};

struct Fixture
{
    void pass(Millis time)
    {
        for (Millis passed{}; passed < time; passed += 5ms) {
            loop.restart();
            while (loop.poll() > 0) {
            }
            timers.advance(5ms);
        }
        loop.restart();
        while (loop.poll() > 0) {
        }
    }

    Result<Outcome> submit(Node& node, Caller caller, Command command)
    {
        std::optional<Result<Outcome>> got;
        const auto reply = [&](Result<Outcome> outcome) { got = std::move(outcome); };
        if (auto* start = std::get_if<Start>(&command))
            node.hub.start(std::move(caller), std::move(*start), reply);
        else
            node.hub.submit(id, std::move(caller), std::move(command), reply);
        for (int i = 0; i < 200 && !got; ++i)
            pass(5ms);
        return got ? std::move(*got) : fail(Errc::deadline_exceeded);
    }

    // The customer asks on A, whose bot begins to answer.
    void ask_on_a(const std::string& shown)
    {
        Start start{
            .id = next_id(),
            .customer = {.id = CustomerId("cus_1")},
            .page = {},
            .text = "question",
            .sent_at = {}
        };
        id = submit(a, customer, start)->conversation_id;
        pass(200ms);
        a.bot.say(shown);
        pass(10ms);
    }

    ClientMsgId next_id() { return ClientMsgId("msg_" + std::to_string(++ids)); }

    const simulator::Disk::Conversation& stored() const { return disk.conversations.at(id); }

    std::vector<const MessageAccepted*> said_by(ActorKind kind) const
    {
        std::vector<const MessageAccepted*> found;
        for (const auto& event : stored().events) {
            const auto* message = std::get_if<MessageAccepted>(&event.data);
            if (message != nullptr && event.actor.kind == kind) found.push_back(message);
        }
        return found;
    }

    asio::io_context loop{1};
    ManualClock clock;
    ManualTimers timers{clock};
    SeededRandom random{1};
    simulator::Disk disk;
    simulator::SimArchive archive{
        disk, timers, random, {.slowest = 2ms, .hiccup_in = 1'000'000'000, .failure_in = 1'000'000'000}
    };
    std::unique_ptr<backplane::Backplane> backplane =
        backplane::create_memory_backplane(loop.get_executor(), clock);
    Node a{"a", loop, archive, *backplane, timers, clock, random};
    Node b{"b", loop, archive, *backplane, timers, clock, random};
    const Caller customer = customer_caller(CustomerId("cus_1"), "Ada");
    const Caller dee = agent_caller(AgentId("agt_dee"), "Dee", Role::agent);
    ConversationId id;
    int ids = 0;
};

} // namespace

class NodesTest : public QObject
{
    Q_OBJECT

private slots:
    void a_takeover_on_another_node_stores_exactly_what_was_shown()
    {
        Fixture f;
        f.ask_on_a("Hello wor");
        QCOMPARE(f.a.hub.answering(), 1UL);
        std::vector<std::string> frames;
        const auto listening =
            f.backplane->subscribe(topic_of(f.id), [&](const backplane::Message& message) {
                if (message.kind == backplane::Message::Kind::turn) frames.push_back(*message.for_agents);
            });
        const auto outcome = f.submit(f.b, f.dee, TakeOver{f.next_id(), 1});
        QVERIFY(outcome.has_value());
        QCOMPARE(f.a.hub.answering(), 0UL);
        const auto bot = f.said_by(ActorKind::bot);
        QCOMPARE(bot.size(), 1UL);
        QCOMPARE(bot[0]->text, std::string("Hello wor"));
        QVERIFY(bot[0]->interrupted && bot[0]->interrupted->offset == 9);
        QCOMPARE(f.stored().record.owner.kind, OwnerKind::agent);

        // The readers hear of it once, and of no further word.
        f.pass(200ms);
        QCOMPARE(frames.size(), 1UL);
        QVERIFY(frames[0].find("turn.interrupted") != std::string::npos);
    }

    void a_word_of_the_customer_on_another_node_replaces_the_answer()
    {
        Fixture f;
        f.ask_on_a("");
        QVERIFY(f.submit(f.b, f.customer, Say{f.next_id(), "and another", {}, {}}).has_value());
        f.pass(200ms);
        QCOMPARE(f.a.hub.answering(), 0UL);
        QCOMPARE(f.b.hub.answering(), 1UL);
        QCOMPARE(f.b.bot.question, std::string("question\nand another"));
        f.b.bot.say("Both.");
        f.b.bot.finished = true;
        f.pass(200ms);
        QCOMPARE(f.said_by(ActorKind::bot).size(), 1UL);
        QCOMPARE(f.said_by(ActorKind::bot)[0]->text, std::string("Both."));
    }

    void what_another_node_stores_is_known_before_the_next_command()
    {
        Fixture f;
        f.ask_on_a("");
        QVERIFY(f.submit(f.b, f.dee, TakeOver{f.next_id(), 1}).has_value());
        // A person has it now: the customer's next word on A is not the bot's to answer.
        const auto runs = f.a.bot.runs;
        QVERIFY(f.submit(f.a, f.customer, Say{f.next_id(), "hello?", {}, {}}).has_value());
        f.pass(200ms);
        QCOMPARE(f.a.bot.runs, runs);
        QCOMPARE(f.a.hub.answering(), 0UL);
    }

    void what_was_missed_is_read_again()
    {
        Fixture f;
        f.ask_on_a("");
        // Stored by somebody whose message never came.
        auto& stored = f.disk.conversations.at(f.id);
        storage::Append taken{.conversation_id = f.id, .expected_epoch = 1, .drafts = {}, .at = 1};
        taken.drafts.push_back(
            {.actor = f.dee.actor,
             .data =
                 ConversationTakenOver{
                     .owner = {OwnerKind::agent, "agt_dee"}, .from = {OwnerKind::bot, {}}
                 },
             .client_msg_id = {},
             .sent_at = {}}
        );
        bool done = false;
        asio::co_spawn(
            f.loop,
            f.archive.append(taken),
            [&](std::exception_ptr, Result<storage::Appended> result) { done = result.has_value(); }
        );
        f.pass(50ms);
        QVERIFY(done);
        QCOMPARE(stored.record.owner.kind, OwnerKind::agent);
        QCOMPARE(f.a.hub.answering(), 1UL);
        f.backplane->publish(topic_of(f.id), {.kind = backplane::Message::Kind::missed});
        f.pass(50ms);
        QCOMPARE(f.a.hub.answering(), 0UL); // nobody needs that answer any more
    }

    void an_answer_under_way_is_not_taken_up()
    {
        Fixture f;
        f.ask_on_a("Hello");
        for (int i = 0; i < 4; ++i) {
            f.b.hub.take_up(f.id);
            f.pass(2'000ms); // beyond the lease, were it not renewed
        }
        QCOMPARE(f.b.bot.runs, 0);
        f.a.bot.finished = true;
        f.pass(100ms);
        QCOMPARE(f.said_by(ActorKind::bot).size(), 1UL);
        f.b.hub.take_up(f.id); // nothing is open any more
        f.pass(100ms);
        QCOMPARE(f.b.bot.runs, 0);
    }

    void an_abandoned_answer_is_taken_up_as_another_attempt()
    {
        Fixture f;
        f.ask_on_a("Hello");
        std::vector<TurnDelta> deltas;
        const auto listening =
            f.backplane->subscribe(topic_of(f.id), [&](const backplane::Message& message) {
                if (message.kind != backplane::Message::Kind::turn) return;
                const auto decoded = protocol::decode_server(*message.for_agents);
                if (const auto* delta = std::get_if<TurnDelta>(&*decoded)) deltas.push_back(*delta);
            });
        asio::co_spawn(f.loop, f.a.hub.drain(0ms), [](std::exception_ptr) {});
        f.pass(50ms);
        QCOMPARE(f.a.hub.answering(), 0UL);
        f.b.hub.take_up(f.id);
        f.pass(50ms);
        QCOMPARE(f.b.bot.runs, 1);
        f.b.bot.say("Good day");
        f.b.bot.finished = true;
        f.pass(100ms);
        QCOMPARE(f.said_by(ActorKind::bot).size(), 1UL);
        QCOMPARE(f.said_by(ActorKind::bot)[0]->text, std::string("Good day"));
        QVERIFY(!deltas.empty());
        QCOMPARE(deltas.back().attempt, 2); // replaces what the first one showed
    }

    void whoever_does_not_reply_is_not_waited_for_long()
    {
        Fixture f;
        f.ask_on_a("");
        f.a.bot.say("Hello");
        f.a.bot.finished = true;
        f.pass(100ms);
        // Another question, which a node that is frozen has begun to answer.
        f.disk.conversations.at(f.id).record.open_question = 2;
        bool leased = false;
        asio::co_spawn(
            f.loop,
            f.backplane->lease(turn_key(f.id), NodeId("frozen"), 60s),
            [&](std::exception_ptr, bool got) { leased = got; }
        );
        f.pass(5ms);
        QVERIFY(leased);
        const auto before = f.clock.steady();
        QVERIFY(f.submit(f.b, f.dee, TakeOver{f.next_id(), 1}).has_value());
        const auto took = f.clock.steady() - before;
        QVERIFY(took >= 300ms && took < 500ms);
    }

    void a_reader_elsewhere_gets_the_text_so_far()
    {
        Fixture f;
        f.ask_on_a("Hello wor");
        std::vector<TurnSnapshot> snapshots;
        const auto listening =
            f.backplane->subscribe(topic_of(f.id), [&](const backplane::Message& message) {
                if (message.kind != backplane::Message::Kind::turn) return;
                const auto decoded = protocol::decode_server(*message.for_agents);
                if (const auto* snapshot = std::get_if<TurnSnapshot>(&*decoded))
                    snapshots.push_back(*snapshot);
            });
        f.b.hub.ask_for_turn(f.id);
        f.pass(20ms);
        QCOMPARE(snapshots.size(), 1UL);
        QCOMPARE(snapshots[0].text, std::string("Hello wor"));
    }

    void what_nodes_ask_each_other_comes_back_as_it_was()
    {
        const std::vector<Control> all{
            SealWanted{NodeId("n"), "n/1"},
            SealedTurn{.request = "n/1", .turn = 7, .offset = 5, .shown = "1:a,é", .rest = ""},
            SnapshotWanted{NodeId("n")},
        };
        for (const auto& control : all) {
            const auto text = encode_control(control);
            QVERIFY(decode_control(text) == control);
            for (std::size_t size = 0; size < text.size(); ++size)
                QVERIFY(!decode_control(text.substr(0, size)));
            QVERIFY(!decode_control(text + "1:x,"));
        }
        QVERIFY(!decode_control("3:new,"));
        QVERIFY(!decode_control("99999999999999999999:x,"));
    }
};

QTEST_GUILESS_MAIN(NodesTest)
#include "nodes_test.moc"
