#include "backend/backplane/redis/wire.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::backplane;
using namespace tandem::backplane::redis;

namespace {

Frame frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

const NodeId node("n1");

} // namespace

class RedisWireTest : public QObject
{
    Q_OBJECT

private slots:
    // Nodes of two versions run side by side, so these bytes may never change.
    void a_message_is_these_bytes()
    {
        const Message message{
            .kind = Message::Kind::event, .seq = 258, .for_agents = frame("{}"), .for_customers = frame("é")
        };
        const auto expected = QByteArray::fromHex("54 01 00 06 02 6e31 0000000000000102"
                                                  " 00000002 7b7d 00000002 c3a9");
        QCOMPARE(QByteArray::fromStdString(encode(node, message)).toHex(), expected.toHex());
    }

    void messages_come_back_as_they_were()
    {
        const auto same = frame("{\"a\":1}");
        const std::vector<Message> messages{
            {.kind = Message::Kind::event, .seq = Seq(1) << 40U, .for_agents = same, .for_customers = same},
            {.kind = Message::Kind::turn, .droppable = true, .for_agents = same},
            {.kind = Message::Kind::signal, .for_customers = frame("")},
            {.kind = Message::Kind::missed},
            {.kind = Message::Kind::control, .for_agents = same},
        };
        const auto text = [](const Frame& f) { return f ? *f : std::string("none"); };
        for (const auto& message : messages) {
            const auto got = decode(encode(node, message));
            QVERIFY(got.has_value());
            QCOMPARE(got->from, node);
            QCOMPARE(got->message.kind, message.kind);
            QCOMPARE(got->message.seq, message.seq);
            QCOMPARE(got->message.droppable, message.droppable);
            QCOMPARE(text(got->message.for_agents), text(message.for_agents));
            QCOMPARE(text(got->message.for_customers), text(message.for_customers));
        }
    }

    void one_frame_for_both_is_written_once()
    {
        const auto both = frame(std::string(1'000, 'x'));
        const auto bytes = encode(node, {.for_agents = both, .for_customers = both});
        QVERIFY(bytes.size() < 1'100);
        const auto got = decode(bytes);
        QVERIFY(got && got->message.for_agents == got->message.for_customers);
    }

    void what_is_too_large_becomes_missed()
    {
        const auto half = frame(std::string(most_bytes / 2, 'x'));
        const auto other = frame(*half);
        const auto got = decode(encode(node, {.seq = 5, .for_agents = half, .for_customers = other}));
        QVERIFY(got.has_value());
        QCOMPARE(got->message.kind, Message::Kind::missed);
    }

    void nothing_short_long_or_odd_is_taken_for_a_message()
    {
        const auto good = encode(node, {.seq = 1, .for_agents = frame("{}"), .for_customers = frame("[]")});
        QVERIFY(decode(good).has_value());
        for (std::size_t size = 0; size < good.size(); ++size)
            QVERIFY(!decode(good.substr(0, size)));
        QVERIFY(!decode(good + "x"));
        const auto changed = [&](std::size_t at, char to) {
            auto bytes = good;
            bytes[at] = to;
            return decode(bytes).has_value();
        };
        QVERIFY(!changed(0, 'X'));     // not ours
        QVERIFY(!changed(1, 2));       // a later version
        QVERIFY(!changed(2, 5));       // a kind that does not exist
        QVERIFY(!changed(3, 0x16));    // a flag that does not exist
        QVERIFY(!changed(3, 0x0e));    // the customers' frame both its own and the agents'
        QVERIFY(!changed(3, 0x08));    // the agents' frame for customers, and none there
        QVERIFY(!changed(4, 0));       // no node
        QVERIFY(!changed(4, 127));     // a node's name longer than all of it
        QVERIFY(!changed(19, '\xff')); // not UTF-8
        QVERIFY(!decode(std::string(most_bytes + 1, 'T')));
    }
};

QTEST_GUILESS_MAIN(RedisWireTest)
#include "redis_wire_test.moc"
