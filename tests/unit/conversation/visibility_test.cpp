#include "backend/conversation/visibility.hpp"

#include "shared/protocol/codec.hpp"

#include <QTest>

// Whatever staff write for each other never reaches a customer, in any field of any event.

using namespace tandem;
using namespace tandem::protocol;

namespace {

const std::string canary = "CANARY";

Event stored(EventData data)
{
    return {
        .conversation_id = ConversationId("cnv_1"),
        .seq = 5,
        .at = 1,
        .owner_epoch = 2,
        .actor = {.kind = ActorKind::agent, .id = "agt_1", .name = "Dee"},
        .client_msg_id = ClientMsgId("m1"),
        .data = std::move(data),
    };
}

HandoffPacket packet()
{
    HandoffPacket packet;
    packet.reason_text = canary;
    packet.summary.wants.text = canary;
    packet.suggested_reply = canary;
    return packet;
}

} // namespace

class VisibilityTest : public QObject
{
    Q_OBJECT

private slots:
    void customers_never_see_what_is_private_data();
    void customers_never_see_what_is_private();
    void hidden_events_keep_their_number_and_nothing_else();
    void messages_pass_unchanged_but_for_inner_details();
};

void VisibilityTest::customers_never_see_what_is_private_data()
{
    QTest::addColumn<QByteArray>("encoded");
    const auto row = [](const char* name, EventData data) {
        QTest::addRow("%s", name) << QByteArray::fromStdString(encode_event(stored(std::move(data))));
    };
    row("note", NoteAdded{.text = canary});
    row("escalation",
        ConversationEscalated{
            .owner = {}, .trigger = Trigger::rule, .reason_text = canary, .packet = packet()
        });
    row("takeover", ConversationTakenOver{.owner = {}, .from = {}, .packet = packet()});
    row("transfer", ConversationTransferred{.owner = {}, .from = {}, .note = canary});
    row("hand back", ConversationHandedBack{.owner = {}, .note = canary});
    row("decline", ConversationDeclined{.owner = {}, .reason_text = canary});
    row("model", MessageAccepted{.text = "hello", .model = canary});
    MessageAccepted in_flow{.text = "hello"};
    in_flow.flow = FlowState{canary, canary, canary, {{canary, canary, 1}}, 0, canary, 0};
    row("flow", in_flow);
    MessageAccepted with_tools{.text = "hello"};
    with_tools.tools = {ToolCall{.name = canary, .arguments = {{canary, canary}}, .detail = canary}};
    row("tools", with_tools);
}

void VisibilityTest::customers_never_see_what_is_private()
{
    QFETCH(QByteArray, encoded);
    QVERIFY(encoded.contains(canary.c_str()));
    const auto original = decode_event(encoded.toStdString());
    QVERIFY(original.has_value());
    const auto visible = encode_event(conversation::for_customer(*original));
    QVERIFY2(visible.find(canary) == std::string::npos, visible.c_str());
}

void VisibilityTest::hidden_events_keep_their_number_and_nothing_else()
{
    const auto hidden = conversation::for_customer(stored(NoteAdded{.text = canary}));
    QCOMPARE(hidden.seq, Seq(5));
    QVERIFY(std::holds_alternative<EventHidden>(hidden.data));
    QVERIFY(hidden.actor.kind == ActorKind::system);
    QVERIFY(hidden.actor.id.empty() && hidden.actor.name.empty());
    QVERIFY(!hidden.client_msg_id);
}

void VisibilityTest::messages_pass_unchanged_but_for_inner_details()
{
    const auto original = stored(MessageAccepted{.text = "hello **you**"});
    QVERIFY(conversation::for_customer(original) == original);
}

QTEST_GUILESS_MAIN(VisibilityTest)
#include "visibility_test.moc"
