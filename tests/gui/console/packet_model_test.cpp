#include "agent-app/models/packet_model.hpp"

#include "tests/gui/console/make.hpp"

#include <QSignalSpy>
#include <QTest>

using namespace tandem;
using namespace tandem::console;
using namespace tandem::console::test;

namespace {

protocol::HandoffPacket packet()
{
    protocol::HandoffPacket p;
    p.created_at = noon;
    p.trigger = protocol::Trigger::customer_request;
    p.reason_text = "asked twice";
    p.summary.wants = {"A parcel that was due on Monday", {2, 5}};
    p.summary.happened = {{"Refused a voucher", {7}}};
    p.intent = {"delivery", 0.92, {{"refund", 0.05}}, {2}};
    p.customer.name = "Ana";
    p.attempts = {
        {.question = 2,
         .answer = 3,
         .outcome = protocol::AnswerOutcome::unanswered,
         .sources = {{"a1", "Shipping", "", 0.5}}}
    };
    p.slots = {{"order_number", "1001", 2}};
    p.earlier = {{ConversationId("cnv_0"), noon - 1, protocol::Lifecycle::resolved, "hello"}};
    p.suggested_reply = "It will arrive";
    return p;
}

} // namespace

class PacketModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void before_a_handoff_customer_and_page_are_known()
    {
        PacketModel model;
        QSignalSpy changed(&model, &PacketModel::changed);
        protocol::ConversationCreated created;
        created.customer.name = "Ana";
        created.page.title = "Basket";
        model.apply(logged(1, customer, created));
        QVERIFY(!model.packet().handedOver);
        QCOMPARE(model.packet().customerName, QStringLiteral("Ana"));
        QCOMPARE(model.packet().pageTitle, QStringLiteral("Basket"));
        QCOMPARE(changed.count(), 1);
        model.apply(said(2, customer, "nothing for it"));
        QCOMPARE(changed.count(), 1);
    }

    void a_reason_that_repeats_the_trigger_is_not_said_twice()
    {
        PacketModel model;
        const protocol::ConversationEscalated escalated{
            .owner = queued,
            .trigger = protocol::Trigger::customer_request,
            .reason_text = "The customer asked for a person."
        };
        model.apply(logged(8, bot, escalated, 2));
        QCOMPARE(model.packet().trigger, QStringLiteral("The customer asked for a person"));
        QVERIFY(model.packet().reasonText.isEmpty());
    }

    void a_handoff_brings_everything_with_its_citations()
    {
        PacketModel model;
        model.apply(logged(
            8,
            bot,
            protocol::ConversationEscalated{
                .owner = queued,
                .trigger = protocol::Trigger::customer_request,
                .reason_text = "asked twice",
                .packet = packet()
            },
            2
        ));
        const auto& p = model.packet();
        QVERIFY(p.handedOver);
        QCOMPARE(p.trigger, QStringLiteral("The customer asked for a person"));
        QCOMPARE(p.reasonText, QStringLiteral("asked twice"));
        QCOMPARE(p.wants.cites, (QList<quint64>{2, 5}));
        QCOMPARE(p.happened.size(), 1);
        QCOMPARE(p.intent.label, QStringLiteral("Delivery"));
        QCOMPARE(p.alternatives.size(), 1);
        QCOMPARE(p.attempts.front().outcome, QStringLiteral("no answer found"));
        QCOMPARE(p.attempts.front().sources.front().title, QStringLiteral("Shipping"));
        QCOMPARE(p.facts.front().name, QStringLiteral("Order number"));
        QCOMPARE(p.facts.front().value, QStringLiteral("1001"));
        QCOMPARE(p.earlier.front().state, QStringLiteral("resolved"));
        QCOMPARE(p.suggestedReply, QStringLiteral("It will arrive"));
    }

    void a_newer_packet_leaves_nothing_of_the_older_one()
    {
        PacketModel model;
        model.apply(logged(8, bot, protocol::ConversationEscalated{.owner = queued, .packet = packet()}, 2)
        );
        protocol::HandoffPacket next;
        next.trigger = protocol::Trigger::agent_takeover;
        next.customer.name = "Ana";
        model.apply(logged(
            20,
            me,
            protocol::ConversationTakenOver{.owner = ownedByMe, .from = ownedByBot, .packet = next},
            4
        ));
        QVERIFY(model.packet().attempts.isEmpty());
        QVERIFY(model.packet().facts.isEmpty());
        QVERIFY(model.packet().suggestedReply.isEmpty());
        QCOMPARE(model.packet().trigger, QStringLiteral("An agent took over"));
    }
};

QTEST_GUILESS_MAIN(PacketModelTest)
#include "packet_model_test.moc"
