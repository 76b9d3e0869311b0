// The promises of backend/backplane/backplane.hpp, one by one, for every implementation.

#include "backend/backplane/backplane.hpp"

#include "backend/backplane/memory/memory_backplane.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::backplane;
using namespace std::chrono_literals;

namespace {

const NodeId node_a("node_a");
const NodeId node_b("node_b");

Message numbered(Seq seq)
{
    return {.kind = Message::Kind::event, .seq = seq, .for_agents = {}, .for_customers = {}};
}

} // namespace

class BackplaneTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<asio::io_context> loop_;
    std::unique_ptr<ManualClock> clock_;
    std::unique_ptr<Backplane> backplane_;

    // Runs everything that is due.
    void settle()
    {
        loop_->restart();
        loop_->run();
    }

    // A handler that writes down what it gets.
    static Handler record_into(std::vector<Seq>& seen)
    {
        return [&seen](const Message& message) { seen.push_back(message.seq); };
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<QString>("backplane");
        QTest::addRow("memory") << "memory";
    }

    void init()
    {
        loop_ = std::make_unique<asio::io_context>();
        clock_ = std::make_unique<ManualClock>();
        backplane_ = create_memory_backplane(loop_->get_executor(), *clock_);
    }

    void cleanup()
    {
        backplane_.reset();
        clock_.reset();
        loop_.reset();
    }

    void messages_reach_every_subscriber_of_the_topic_in_order()
    {
        std::vector<Seq> first;
        std::vector<Seq> second;
        std::vector<Seq> elsewhere;
        const auto a = backplane_->subscribe("cnv_a", record_into(first));
        const auto b = backplane_->subscribe("cnv_a", record_into(second));
        const auto c = backplane_->subscribe("cnv_b", record_into(elsewhere));
        for (Seq seq = 1; seq <= 3; ++seq)
            backplane_->publish("cnv_a", numbered(seq));
        settle();
        QCOMPARE(first, (std::vector<Seq>{1, 2, 3}));
        QCOMPARE(second, first);
        QVERIFY(elsewhere.empty());
    }

    void both_encodings_arrive_as_they_were_published()
    {
        const auto frame = std::make_shared<const std::string>("{}");
        Message got;
        const auto a = backplane_->subscribe("t", [&](const Message& message) { got = message; });
        backplane_->publish(
            "t",
            {.kind = Message::Kind::turn,
             .seq = 0,
             .droppable = true,
             .for_agents = frame,
             .for_customers = {}}
        );
        settle();
        QCOMPARE(got.kind, Message::Kind::turn);
        QVERIFY(got.droppable);
        QVERIFY(got.for_agents != nullptr && *got.for_agents == "{}");
        QVERIFY(got.for_customers == nullptr);
    }

    void handlers_are_never_called_from_inside_publish()
    {
        bool inside = false;
        bool called_inside = false;
        int calls = 0;
        const auto a = backplane_->subscribe("t", [&](const Message& message) {
            called_inside = called_inside || inside;
            ++calls;
            if (message.seq != 1) return;
            inside = true;
            backplane_->publish("t", numbered(2));
            inside = false;
        });
        inside = true;
        backplane_->publish("t", numbered(1));
        inside = false;
        QCOMPARE(calls, 0);
        settle();
        QCOMPARE(calls, 2);
        QVERIFY(!called_inside);
    }

    void nothing_comes_after_the_subscription_ended()
    {
        std::vector<Seq> seen;
        auto a = backplane_->subscribe("t", record_into(seen));
        backplane_->publish("t", numbered(1));
        settle();
        backplane_->publish("t", numbered(2)); // on its way when the subscription ends
        a.reset();
        backplane_->publish("t", numbered(3));
        settle();
        QCOMPARE(seen, std::vector<Seq>{1});
    }

    void a_subscription_may_end_inside_its_own_handler()
    {
        auto owned = std::make_shared<std::vector<Seq>>();
        const std::weak_ptr watch = owned;
        Subscription a;
        a = backplane_->subscribe("t", [&a, owned = std::move(owned)](const Message& message) {
            a.reset();
            owned->push_back(message.seq); // what the handler captured is still there
        });
        backplane_->publish("t", numbered(1));
        backplane_->publish("t", numbered(2));
        settle();
        QVERIFY(watch.expired());
    }

    void a_subscription_may_be_ended_by_another_ones_handler()
    {
        std::vector<Seq> seen;
        Subscription b;
        const auto a = backplane_->subscribe("t", [&](const Message&) { b.reset(); });
        b = backplane_->subscribe("t", record_into(seen));
        backplane_->publish("t", numbered(1));
        settle();
        QVERIFY(seen.empty());
    }

    void subscribing_inside_a_handler_counts_from_the_next_message()
    {
        std::vector<Seq> seen;
        Subscription b;
        const auto a = backplane_->subscribe("t", [&](const Message&) {
            if (!b) b = backplane_->subscribe("t", record_into(seen));
        });
        backplane_->publish("t", numbered(1));
        settle();
        QVERIFY(seen.empty());
        backplane_->publish("t", numbered(2));
        settle();
        QCOMPARE(seen, std::vector<Seq>{2});
    }

    void a_subscription_may_outlive_the_backplane()
    {
        std::vector<Seq> seen;
        auto a = backplane_->subscribe("t", record_into(seen));
        backplane_.reset();
        a.reset();
        settle();
        QVERIFY(seen.empty());
    }

    void hits_within_the_window_add_up()
    {
        for (std::uint64_t i = 1; i <= 10; ++i) {
            QCOMPARE(backplane_->hit("k", 8s), i);
            clock_->advance(799ms);
        }
        QCOMPARE(backplane_->hit("other", 8s), 1U);
    }

    void a_hit_counts_for_the_whole_window_and_little_longer()
    {
        // Whatever the moment of the first hit: slices of the window begin anywhere.
        for (int offset = 0; offset < 1'100; offset += 100) {
            const auto key = "k" + std::to_string(offset);
            clock_->advance(100ms);
            QCOMPARE(backplane_->hit(key, 8s), 1U);
            clock_->advance(7'999ms);
            QCOMPARE(backplane_->hit(key, 8s), 2U);
            clock_->advance(9s);
            QCOMPARE(backplane_->hit(key, 8s), 1U);
        }
    }

    void the_window_slides()
    {
        // One hit each second, for a minute: about eight in a window of eight seconds, never more than ten.
        std::uint64_t most = 0;
        for (int i = 0; i < 60; ++i) {
            most = std::max(most, backplane_->hit("k", 8s));
            clock_->advance(1s);
        }
        QVERIFY(most >= 8 && most <= 10);
    }

    void a_lease_belongs_to_one_until_it_expires()
    {
        QVERIFY(backplane_->lease("turn", node_a, 15s));
        QVERIFY(!backplane_->lease("turn", node_b, 15s));
        QVERIFY(backplane_->lease("other", node_b, 15s));
        clock_->advance(14'999ms);
        QVERIFY(!backplane_->lease("turn", node_b, 15s));
        clock_->advance(1ms);
        QVERIFY(backplane_->lease("turn", node_b, 15s));
        QVERIFY(!backplane_->lease("turn", node_a, 15s));
    }

    void the_holder_extends_its_lease()
    {
        QVERIFY(backplane_->lease("turn", node_a, 15s));
        clock_->advance(10s);
        QVERIFY(backplane_->lease("turn", node_a, 15s));
        clock_->advance(10s);
        QVERIFY(!backplane_->lease("turn", node_b, 15s));
    }

    void only_the_holder_releases()
    {
        QVERIFY(backplane_->lease("turn", node_a, 15s));
        backplane_->release("turn", node_b);
        QVERIFY(!backplane_->lease("turn", node_b, 15s));
        backplane_->release("turn", node_a);
        QVERIFY(backplane_->lease("turn", node_b, 15s));
        backplane_->release("nothing", node_a);
    }
};

QTEST_GUILESS_MAIN(BackplaneTest)
#include "backplane_test.moc"
