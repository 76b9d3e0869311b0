// The promises of backend/backplane/backplane.hpp, one by one, for every implementation.

#include "backend/backplane/backplane.hpp"

#include "tests/contract/backplane/backplane_under_test.hpp"

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

    std::unique_ptr<test::BackplaneUnderTest> nodes_;

    void settle() { nodes_->settle(); }

    // `missed` may come at any time, so it is for those who ask for it.
    Subscription subscribe(std::string topic, const Handler& handler)
    {
        return subscribe_to_all(std::move(topic), [handler](const Message& message) {
            if (message.kind != Message::Kind::missed) handler(message);
        });
    }
    Subscription subscribe_to_all(std::string topic, Handler handler)
    {
        auto subscription = nodes_->there().subscribe(std::move(topic), std::move(handler));
        nodes_->await(nodes_->there().settled());
        return subscription;
    }

    void publish(std::string topic, Message message)
    {
        nodes_->here().publish(std::move(topic), std::move(message));
    }

    // Hits of two nodes, where there are two, taking turns.
    std::uint64_t hit(std::string key, Millis window)
    {
        auto& node = std::exchange(other_, !other_) ? nodes_->there() : nodes_->here();
        return nodes_->await(node.hit(std::move(key), nodes_->time(window)));
    }

    bool lease(Backplane& node, std::string key, NodeId holder, Millis time)
    {
        return nodes_->await(node.lease(std::move(key), std::move(holder), nodes_->time(time)));
    }
    bool lease_a(std::string key) { return lease(nodes_->here(), std::move(key), node_a, 15s); }
    bool lease_b(std::string key) { return lease(nodes_->there(), std::move(key), node_b, 15s); }

    // A handler that writes down what it gets.
    static Handler record_into(std::vector<Seq>& seen)
    {
        return [&seen](const Message& message) {
            if (message.kind != Message::Kind::missed) seen.push_back(message.seq);
        };
    }

    bool other_ = false; // whose turn it is to be hit

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<QString>("backplane");
        for (const auto* kind : test::BackplaneUnderTest::kinds)
            QTest::addRow("%s", kind) << kind;
    }

    void init()
    {
        QFETCH_GLOBAL(QString, backplane);
        nodes_ = std::make_unique<test::BackplaneUnderTest>(backplane.toStdString());
        other_ = false;
    }

    void cleanup() { nodes_.reset(); }

    void messages_reach_every_subscriber_of_the_topic_in_order()
    {
        std::vector<Seq> first;
        std::vector<Seq> second;
        std::vector<Seq> elsewhere;
        const auto a = subscribe("cnv_a", record_into(first));
        const auto b = subscribe("cnv_a", record_into(second));
        const auto c = subscribe("cnv_b", record_into(elsewhere));
        for (Seq seq = 1; seq <= 3; ++seq)
            publish("cnv_a", numbered(seq));
        settle();
        QCOMPARE(first, (std::vector<Seq>{1, 2, 3}));
        QCOMPARE(second, first);
        QVERIFY(elsewhere.empty());
    }

    void both_encodings_arrive_as_they_were_published()
    {
        const auto frame = std::make_shared<const std::string>("{}");
        Message got;
        const auto a = subscribe("t", [&](const Message& message) { got = message; });
        publish(
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
        const auto a = subscribe("t", [&](const Message& message) {
            called_inside = called_inside || inside;
            ++calls;
            if (message.seq != 1) return;
            inside = true;
            publish("t", numbered(2));
            inside = false;
        });
        inside = true;
        publish("t", numbered(1));
        inside = false;
        QCOMPARE(calls, 0);
        settle();
        QCOMPARE(calls, 2);
        QVERIFY(!called_inside);
    }

    void nothing_comes_after_the_subscription_ended()
    {
        std::vector<Seq> seen;
        auto a = subscribe("t", record_into(seen));
        publish("t", numbered(1));
        settle();
        publish("t", numbered(2)); // on its way when the subscription ends
        a.reset();
        publish("t", numbered(3));
        settle();
        QCOMPARE(seen, std::vector<Seq>{1});
    }

    void a_subscription_may_end_inside_its_own_handler()
    {
        auto owned = std::make_shared<std::vector<Seq>>();
        const std::weak_ptr watch = owned;
        Subscription a;
        a = subscribe("t", [&a, owned = std::move(owned)](const Message& message) {
            a.reset();
            owned->push_back(message.seq); // what the handler captured is still there
        });
        publish("t", numbered(1));
        publish("t", numbered(2));
        settle();
        QVERIFY(watch.expired());
    }

    void a_subscription_may_be_ended_by_another_ones_handler()
    {
        std::vector<Seq> seen;
        Subscription b;
        const auto a = subscribe("t", [&](const Message&) { b.reset(); });
        b = subscribe("t", record_into(seen));
        publish("t", numbered(1));
        settle();
        QVERIFY(seen.empty());
    }

    void subscribing_inside_a_handler_counts_from_the_next_message()
    {
        std::vector<Seq> seen;
        Subscription b;
        const auto a = subscribe("t", [&](const Message&) {
            if (!b) b = subscribe("t", record_into(seen));
        });
        publish("t", numbered(1));
        settle();
        QVERIFY(seen.empty());
        publish("t", numbered(2));
        settle();
        QCOMPARE(seen, std::vector<Seq>{2});
    }

    void a_subscription_may_outlive_the_backplane()
    {
        std::vector<Seq> seen;
        auto a = subscribe("t", record_into(seen));
        nodes_->drop();
        a.reset();
        settle();
        QVERIFY(seen.empty());
    }

    void settled_subscriptions_miss_nothing_of_other_nodes()
    {
        // A hundred topics at once, and a message on each the moment they are settled.
        std::vector<Seq> seen;
        std::vector<Subscription> subscriptions;
        for (int i = 0; i < 100; ++i) {
            subscriptions.push_back(nodes_->there().subscribe("t" + std::to_string(i), record_into(seen)));
        }
        nodes_->await(nodes_->there().settled());
        for (int i = 0; i < 100; ++i)
            publish("t" + std::to_string(i), numbered(Seq(i)));
        settle();
        QCOMPARE(seen.size(), 100UL);
    }

    void droppable_messages_reach_a_new_subscriber_within_half_a_second()
    {
        const Message droppable{.kind = Message::Kind::turn, .droppable = true};
        for (int i = 0; i < 10; ++i)
            publish("t", droppable); // nobody listens, and the publisher learns of it
        settle();
        int seen = 0;
        const auto a = subscribe("t", [&](const Message&) { ++seen; });
        if (nodes_->is_real()) testing::let_pass(nodes_->loop(), 600ms);
        publish("t", droppable);
        settle();
        QCOMPARE(seen, 1);
    }

    void large_frames_arrive_whole_or_as_missed()
    {
        std::vector<Message> got;
        int missed = 0;
        const auto a = subscribe_to_all("t", [&](const Message& message) {
            if (message.kind == Message::Kind::missed)
                ++missed;
            else
                got.push_back(message);
        });
        const auto fits = std::make_shared<const std::string>(900'000, 'x');
        const auto too_large = std::make_shared<const std::string>(2'000'000, 'x');
        publish("t", {.kind = Message::Kind::event, .seq = 1, .for_agents = fits, .for_customers = fits});
        publish("t", {.kind = Message::Kind::event, .seq = 2, .for_agents = too_large});
        settle();
        QVERIFY(!got.empty() && got[0].for_agents && *got[0].for_agents == *fits);
        QVERIFY(got[0].for_customers == got[0].for_agents); // one copy is enough
        const bool arrived = got.size() == 2 && got[1].for_agents && *got[1].for_agents == *too_large;
        QVERIFY(arrived || missed > 0);
    }

    void it_is_connected_and_counts()
    {
        const auto a = subscribe("t", [](const Message&) {});
        publish("t", numbered(1));
        settle();
        const auto status = nodes_->here().status();
        QVERIFY(status.connected);
        QCOMPARE(status.lost, 0U);
        QCOMPARE(status.ignored, 0U);
        QCOMPARE(status.failed, 0U);
    }

    void hits_within_the_window_add_up()
    {
        for (std::uint64_t i = 1; i <= 10; ++i) {
            QCOMPARE(hit("k", 8s), i);
            nodes_->pass(500ms);
        }
        QCOMPARE(hit("other", 8s), 1U);
    }

    void a_hit_counts_for_the_whole_window_and_little_longer()
    {
        // Whatever the moment of the first hit: slices of the window begin anywhere.
        const int offsets = nodes_->is_real() ? 2 : 11;
        for (int i = 0; i < offsets; ++i) {
            const auto key = "k" + std::to_string(i);
            nodes_->pass(100ms);
            QCOMPARE(hit(key, 8s), 1U);
            nodes_->pass(nodes_->is_real() ? 7'000ms : 7'999ms);
            QCOMPARE(hit(key, 8s), 2U);
            nodes_->pass(9'100ms);
            QCOMPARE(hit(key, 8s), 1U);
        }
    }

    void the_window_slides()
    {
        // One hit each second: about eight in a window of eight seconds, never more than ten.
        std::uint64_t most = 0;
        for (int i = 0; i < (nodes_->is_real() ? 20 : 60); ++i) {
            most = std::max(most, hit("k", 8s));
            nodes_->pass(1s);
        }
        QVERIFY2(most >= 7 && most <= 10, std::to_string(most).c_str());
    }

    void a_lease_belongs_to_one_until_it_expires()
    {
        QVERIFY(lease_a("turn"));
        QVERIFY(!lease_b("turn"));
        QVERIFY(lease_b("other"));
        nodes_->pass(nodes_->is_real() ? 13'000ms : 14'999ms);
        QVERIFY(!lease_b("turn"));
        nodes_->pass(nodes_->is_real() ? 2'500ms : 1ms);
        QVERIFY(lease_b("turn"));
        QVERIFY(!lease_a("turn"));
    }

    void the_holder_extends_its_lease()
    {
        QVERIFY(lease_a("turn"));
        nodes_->pass(10s);
        QVERIFY(lease_a("turn"));
        nodes_->pass(10s);
        QVERIFY(!lease_b("turn"));
    }

    void only_the_holder_releases()
    {
        QVERIFY(lease_a("turn"));
        nodes_->there().release("turn", node_b);
        QVERIFY(!lease_b("turn"));
        nodes_->here().release("turn", node_a);
        settle();
        QVERIFY(lease_b("turn"));
        nodes_->here().release("nothing", node_a);
    }

    void a_lease_may_be_taken_right_after_it_was_given_back()
    {
        QVERIFY(lease_a("turn"));
        nodes_->here().release("turn", node_a);
        QVERIFY(lease(nodes_->here(), "turn", node_b, 15s)); // in the order that it was asked
    }
};

QTEST_GUILESS_MAIN(BackplaneTest)
#include "backplane_test.moc"
