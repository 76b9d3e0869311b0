// What was said in the sample conversations.

#include "sample_desk.hpp"

namespace tandem::console::sample {

using namespace protocol;

namespace {

const Actor bot{ActorKind::bot, "bot", "Bot"};
const Actor dee{ActorKind::agent, "agt_01DEE", "Dee Sample"};
const Actor system{ActorKind::system, "", ""};

constexpr WallTime minute = 60'000;
constexpr WallTime day = 24 * 60 * minute;

Source source(const char* id, const char* title, const char* heading, double score)
{
    return {id, title, heading, score};
}

HandoffPacket packetFor(const ConversationSummary& row, WallTime at)
{
    HandoffPacket packet;
    packet.conversation_id = row.conversation_id;
    packet.created_at = at;
    packet.seq_at_handoff = 7;
    packet.trigger = Trigger::customer_request;
    packet.reason_text = "Asked for a person twice";
    packet.intent = {"delivery", 0.92, {{"order change", 0.05}, {"refund", 0.02}}, {2, 4}};
    packet.summary.wants = {"Wants to know where a parcel is that was due on Monday.", {2}};
    packet.summary.happened = {
        {"Gave order number 1001 and says the tracking page has not changed for three days.", {4}},
        {"Refused a voucher: \"I don't want 5 euros, I want my lamp.\"", {6}},
    };
    packet.summary.open_points = {{"Nobody has said when the parcel will come.", {4, 6}}};
    packet.summary.sentiment = "impatient";
    packet.customer = {CustomerId("cus_1"), row.customer_name, "ana@example.com", true, "en"};
    packet.page = {"https://shop.example/orders/1001", "Order 1001 · Lumen Shop", ""};
    packet.slots = {{"Order", "1001", 4}, {"Postcode", "20095", 4}};
    packet.attempts = {
        {2,
         3,
         AnswerOutcome::answered,
         {source("shipping-times", "Shipping times", "Within the EU", 0.82)},
         {}},
        {4, 5, AnswerOutcome::unanswered, {source("parcel-late", "My parcel is late", "", 0.41)}, {}},
    };
    packet.earlier = {
        {ConversationId("cnv_900"),
         at - 40 * day,
         Lifecycle::resolved,
         "Does the Halo lamp fit an E14 bulb?"},
        {ConversationId("cnv_901"), at - 200 * day, Lifecycle::closed, "I would like to change my address"},
    };
    packet.queue = "orders";
    return packet;
}

struct Talk
{
    std::string asks;
    std::string answers;
    std::string followsUp;
    std::string answersAgain;
    std::string insists;
};

const Talk talks[] = {
    {"Hi, where is my parcel? It should have been here on Monday.",
     "Your parcel left our warehouse on **Monday**. Within the EU it takes:\n\n- 2 to 3 working days with "
     "standard delivery\n"
     "- the next working day with express\n\nYou can follow it with the link in your shipping mail.",
     "Order 1001, 20095. The tracking page has not changed for three days!!",
     "I am sorry about the wait. I could not find anything newer than the scan in Leipzig. I can offer you "
     "a voucher of 5 euros.",
     "I don't want 5 euros, I want my lamp. Can I talk to a person please?"},
    {"How do I send back a rug? It does not fit into any parcel shop.",
     "Bulky items are picked up at your door. Choose *Return* in your account, then **Pick up at home**. "
     "It costs 9.90 and is taken off the refund.",
     "And if I am not at home?",
     "Then the driver tries once more on the next working day. You can also leave it with a "
     "neighbour:\n\n1. open the return\n2. press `Change place`\n3. write the neighbour's name",
     "Nobody told me it costs money. That is not what the shop page says."},
    {"Can I dim the Halo lamp with my wall dimmer?",
     "The Halo works with trailing-edge dimmers from 5 watts. Most dimmers made after 2015 are of that "
     "kind.",
     "How do I know which one I have?",
     "It is printed on the front of the dimmer under the plate: **RC** or a triangle that falls to the "
     "right.",
     "ok thanks, it says RL"},
    {"My card was charged twice for order 1188",
     "Sometimes a bank shows a reservation and the payment itself. The reservation disappears after at "
     "most **5 working days**.",
     "it's both booked, not reserved",
     "Then a person has to look at it. Shall I hand you over?",
     "yes please"},
    {"Guten Tag, seit Donnerstag warte ich auf die Hängeleuchte aus Bestellung 2044. Die "
     "Sendungsverfolgung zeigt nur „Sendungsdaten übermittelt“.",
     "Ihre Bestellung wurde am **Donnerstag** an den Paketdienst übergeben. Innerhalb Deutschlands dauert "
     "die Zustellung in der Regel zwei bis drei Werktage.",
     "Das sind jetzt aber schon fünf Werktage, und am Wochenende ist die Wohnungsübergabe!",
     "Das tut mir leid. Zur Versandverzögerungsbenachrichtigung liegt mir nichts Neueres vor.",
     "Dann verbinden Sie mich bitte mit einem Menschen."},
    {"مرحبا، أين طلبي رقم 3055؟ كان من المفترض أن يصل يوم الاثنين.",
     "غادر طردك مستودعنا يوم **الاثنين**. يستغرق التوصيل عادة من يومين إلى ثلاثة أيام عمل.",
     "صفحة التتبع لم تتغير منذ ثلاثة أيام.",
     "أعتذر عن التأخير. لم أجد أي تحديث أحدث من Leipzig.",
     "أريد التحدث مع شخص من فضلك."},
};

} // namespace

void Server::addSampleTalk(Conversation& conversation, int script)
{
    const Talk& talk = talks[script];
    const Actor customer{ActorKind::customer, "cus_1", conversation.row.customer_name};
    const WallTime end = conversation.row.last_at;
    WallTime at = end - day - 11 * minute;

    CustomerProfile profile{
        CustomerId("cus_1"), conversation.row.customer_name, "ana@example.com", script == 0, "en"
    };
    const PageContext page{"https://shop.example/orders/1001", "Order 1001 · Lumen Shop", ""};
    say(conversation, system, ConversationCreated{{OwnerKind::bot, ""}, profile, page, "web", {}}, at);
    say(conversation, customer, MessageAccepted{.text = talk.asks}, at += minute);
    say(conversation,
        bot,
        MessageAccepted{
            .text = talk.answers,
            .sources =
                {source("shipping-times", "Shipping times", "Within the EU", 0.82),
                 source("track-order", "Track an order", "", 0.61)},
            .turn = 2,
            .outcome = AnswerOutcome::answered
        },
        at += 3'000);
    at = end - 6 * minute;
    say(conversation, customer, MessageAccepted{.text = talk.followsUp}, at);
    say(conversation,
        bot,
        MessageAccepted{
            .text = talk.answersAgain,
            .turn = 4,
            .outcome = AnswerOutcome::unanswered,
            .tools = std::vector{ToolCall{
                .name = "get_order",
                .arguments = {{"order_number", "LS-104233"}, {"email", "a…@example.com"}},
                .outcome = ToolOutcome::not_found,
                .detail = "nothing found",
                .duration_ms = 41
            }}
        },
        at += 4'000);
    say(conversation, customer, MessageAccepted{.text = talk.insists}, at += minute);

    if (conversation.row.owner.kind == OwnerKind::bot) return;
    ConversationEscalated escalated{
        {OwnerKind::queue, "orders"},
        Trigger::customer_request,
        "Asked for a person twice",
        packetFor(conversation.row, at)
    };
    say(conversation, system, escalated, at += 1'000);
    if (conversation.row.owner.kind != OwnerKind::agent) return;
    say(conversation, dee, ConversationAccepted{conversation.row.owner}, at += 40'000);
    say(conversation,
        dee,
        NoteAdded{"Carrier says the parcel is in the **Hamburg** depot since this morning. I called them."},
        at += minute);
    say(conversation,
        dee,
        MessageAccepted{
            .text = "Hello, this is Dee. I have your parcel on the phone, so to say: it is in the Hamburg "
                    "depot and will be with you tomorrow before noon."
        },
        at += minute);
    say(conversation, customer, MessageAccepted{.text = "Finally! Thank you Dee"}, at += 30'000);
}

} // namespace tandem::console::sample
