#include "backend/bot/handoff/packet.hpp"

#include "shared/base/encoding.hpp"
#include "shared/protocol/codec.hpp"

#define QT_NO_KEYWORDS // a packet has a member called slots
#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::protocol;

namespace {

class Log
{
public:
    Log& customer(std::string text) { return message({ActorKind::customer, "cus_1", ""}, std::move(text)); }
    Log& agent(std::string text) { return message({ActorKind::agent, "agt_1", "Mia"}, std::move(text)); }

    Log& bot(std::string text, AnswerOutcome outcome, std::vector<Source> sources = {})
    {
        const Seq turn = events.back().seq;
        message({ActorKind::bot, "bot", "Bot"}, std::move(text));
        auto& data = std::get<MessageAccepted>(events.back().data);
        data.outcome = outcome;
        data.sources = std::move(sources);
        data.turn = turn;
        return *this;
    }

    Log& event(EventData data)
    {
        Event next;
        next.seq = events.size() + 1;
        next.data = std::move(data);
        next.actor = {ActorKind::agent, "agt_1", "Mia"};
        events.push_back(std::move(next));
        return *this;
    }

    std::vector<Event> events;

private:
    Log& message(Actor who, std::string text)
    {
        event(MessageAccepted{
            .text = std::move(text),
            .sources = {},
            .turn = {},
            .outcome = {},
            .interrupted = {},
            .model = {}
        });
        events.back().actor = std::move(who);
        return *this;
    }
};

// Knows one word.
class OneWordClassifier final : public IntentClassifier
{
public:
    RecognisedIntent classify(std::string_view message) const override
    {
        RecognisedIntent out;
        out.label = "broken_item";
        out.in_scope = message.contains("broken");
        out.confidence = out.in_scope ? 0.87654 : 0.1;
        out.alternatives = {{"return_item", 0.1011}};
        return out;
    }
    std::vector<std::string> labels() const override { return {"broken_item", "return_item"}; }
};

PacketInput input_of(const Log& log, Trigger trigger = Trigger::customer_request)
{
    PacketInput input;
    input.conversation_id = ConversationId("cnv_1");
    input.owner_epoch = 2;
    input.trigger = trigger;
    input.queue = "support";
    input.created_at = 1'795'478'400'000;
    input.events = log.events;
    return input;
}

QString text(const CitedLine& line)
{
    QString out = QString::fromStdString(line.text) + " [";
    for (const Seq seq : line.cites)
        out += (out.endsWith('[') ? "" : ",") + QString::number(seq);
    return out + "]";
}

QString text(const std::vector<CitedLine>& lines)
{
    QStringList out;
    for (const auto& line : lines)
        out += text(line);
    return out.join("\n");
}

const Source damaged{"damaged-on-arrival", "My item arrived damaged", "", 0.7};
const Source warranty{"warranty-claim", "How do I claim?", "", 0.4};

} // namespace

class PacketTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void a_handoff_reads_like_a_colleagues_note()
    {
        Log log;
        log.event(ConversationCreated{})
            .customer("Hi")
            .bot("Hello! How can I help you?", AnswerOutcome::small_talk)
            .customer("My Halo pendant from order LS-104233 came broken,\nI paid \xE2\x82\xAC"
                      "89 on 3 November")
            .bot("Report it within 7 days.", AnswerOutcome::answered, {damaged, warranty})
            .customer("I already sent photos to help@lumen.example and nobody answers")
            .bot("I'm sorry, I don't know that.", AnswerOutcome::unanswered, {warranty})
            .customer("let me talk to a person");
        const auto packet = build_packet(input_of(log));
        QCOMPARE(
            text(packet.summary.wants),
            QString("“I already sent photos to help@lumen.example and nobody answers”. [6]")
        );
        QCOMPARE(
            text(packet.summary.happened),
            QString("The customer wrote: “My Halo pendant from order LS-104233 came broken, I paid €89 on "
                    "3 November”. [4]\n"
                    "The bot answered from “My item arrived damaged”, “How do I claim?”. [4,5]\n"
                    "The customer wrote: “I already sent photos to help@lumen.example and nobody answers”. "
                    "[6]\n"
                    "The bot had no answer; the closest it knew was “How do I claim?”. [6,7]\n"
                    "The customer asked for a person: “let me talk to a person”. [8]")
        );
        QCOMPARE(
            text(packet.summary.open_points),
            QString("Not answered: “I already sent photos to help@lumen.example and nobody answers”. [6]")
        );
        QCOMPARE(packet.slots.size(), 4U);
        QCOMPARE(packet.slots[0], (Slot{"order_number", "LS-104233", 4}));
        QCOMPARE(packet.slots[1], (Slot{"amount", "89.00 EUR", 4}));
        QCOMPARE(packet.slots[3], (Slot{"email", "help@lumen.example", 6}));
        QCOMPARE(packet.attempts.size(), 2U);
        QCOMPARE(packet.attempts[0].question, 4U);
        QCOMPARE(packet.attempts[0].answer, 5U);
        QCOMPARE(packet.intent.label, std::string("warranty-claim"));
        QCOMPARE(packet.intent.evidence, (std::vector<Seq>{4, 6}));
        QCOMPARE(packet.reason_text, std::string("The customer asked for a person."));
        QCOMPARE(packet.seq_at_handoff, 8U);
    }

    void the_classifier_names_the_intent_of_the_newest_message_in_scope()
    {
        Log log;
        log.customer("my lamp is broken")
            .bot("Report it within 7 days.", AnswerOutcome::answered, {damaged})
            .customer("what about the rain tomorrow")
            .customer("let me talk to a person");
        const OneWordClassifier classifier;
        auto input = input_of(log);
        QCOMPARE(build_packet(input).intent.label, damaged.article_id);
        input.intents = &classifier;
        const auto intent = build_packet(input).intent;
        QCOMPARE(intent.label, std::string("broken_item"));
        QCOMPARE(intent.confidence, 0.877);
        QCOMPARE(intent.alternatives, (std::vector<IntentGuess>{{"return_item", 0.101}}));
        QCOMPARE(intent.evidence, (std::vector<Seq>{1}));
    }

    void what_is_out_of_scope_leaves_the_intent_to_the_articles()
    {
        Log log;
        log.customer("will it rain").bot("…", AnswerOutcome::answered, {damaged});
        const OneWordClassifier classifier;
        auto input = input_of(log);
        input.intents = &classifier;
        QCOMPARE(build_packet(input).intent.label, damaged.article_id);
    }

    void every_line_cites_messages_that_exist()
    {
        Log log;
        log.event(ConversationCreated{});
        for (int i = 0; i < 30; ++i)
            log.customer("question " + std::to_string(i)).bot("answer", AnswerOutcome::answered, {damaged});
        log.event(ConversationTakenOver{})
            .agent("Hello, Mia here.")
            .event(ConversationHandedBack{})
            .customer("and this is useless!!");
        const auto packet = build_packet(input_of(log, Trigger::negative_sentiment));
        QVERIFY(packet.summary.happened.size() <= 8);
        QVERIFY(packet.attempts.size() <= 20);
        std::vector<CitedLine> all = packet.summary.happened;
        all.insert(all.end(), packet.summary.open_points.begin(), packet.summary.open_points.end());
        all.push_back(packet.summary.wants);
        for (const auto& line : all) {
            QVERIFY2(!line.cites.empty(), line.text.c_str());
            for (const Seq seq : line.cites)
                QVERIFY(seq >= 1 && seq <= log.events.size());
        }
        QCOMPARE(packet.summary.sentiment, std::string("upset"));
        QVERIFY(text(packet.summary.happened).contains("Mia took the conversation over. ["));
    }

    void the_id_is_the_hash_of_the_content()
    {
        Log log;
        log.customer("where is my parcel");
        const auto input = input_of(log);
        auto packet = build_packet(input);
        QCOMPARE(packet, build_packet(input));
        const auto id = packet.packet_id;
        packet.packet_id.clear();
        QCOMPARE(id, sha256_hex(encode_packet(packet)));
        auto other = input;
        other.owner_epoch = 3;
        QVERIFY(build_packet(other).packet_id != id);
    }

    void a_cut_answer_becomes_the_draft()
    {
        Log log;
        log.customer("how do i return it").bot("Register the", AnswerOutcome::answered, {damaged});
        auto& cut = std::get<MessageAccepted>(log.events.back().data);
        cut.interrupted = Interruption{{ActorKind::agent, "agt_1", "Mia"}, 12};
        auto input = input_of(log, Trigger::agent_takeover);
        input.partial = cut.interrupted;
        input.unsent = " return in your account.";
        const auto packet = build_packet(input);
        QCOMPARE(packet.suggested_reply, input.unsent);
        QCOMPARE(packet.partial, input.partial);
        QVERIFY(text(packet.summary.happened).contains("cut off while it answered"));
        QVERIFY(text(packet.summary.open_points).contains("its rest is in the draft"));
        QVERIFY(text(packet.summary.open_points).contains("how do i return it"));
    }

    void a_flow_leaves_its_facts_its_calls_and_what_is_uncertain()
    {
        Log log;
        log.customer("cancel my order").bot("Which order is it?", AnswerOutcome::answered);
        log.customer("LS-104233").bot("Shall I cancel it?", AnswerOutcome::answered);
        auto& asked = std::get<MessageAccepted>(log.events.back().data);
        asked.flow = FlowState{
            "cancel_order",
            "Cancel an order",
            "sure",
            {{"order_number", "LS-104233", 3}, {"order.status", "paid", 0}},
            0,
            "cancel_order",
            0
        };
        asked.tools = {ToolCall{.name = "get_order", .outcome = ToolOutcome::ok, .detail = "done"}};
        auto packet = build_packet(input_of(log));
        QCOMPARE(text(packet.summary.wants), QString("Cancel an order (order_number LS-104233). [3,4]"));
        QVERIFY(text(packet.summary.happened).contains("It called “get_order”: done."));
        QVERIFY(!text(packet.summary.open_points).contains("looked up"));
        QCOMPARE(packet.attempts.back().tools, asked.tools);
        QVERIFY(!packet.attempts.front().tools);
        const auto status = std::ranges::find(packet.slots, std::string("order.status"), &Slot::name);
        QCOMPARE(status->value, std::string("paid"));
        QCOMPARE(status->source, Seq(4));
        QCOMPARE(std::ranges::count(packet.slots, std::string("order_number"), &Slot::name), 1);

        // The yes was cut off by whoever took over.
        log.customer("yes");
        packet = build_packet(input_of(log, Trigger::agent_takeover));
        QVERIFY(text(packet.summary.open_points)
                    .contains("The customer confirmed “cancel_order”; whether it was carried out has to be "
                              "looked up. [4,5]"));
    }

    void an_empty_log_still_gives_a_packet()
    {
        const auto packet = build_packet(input_of(Log{}, Trigger::timeout));
        QCOMPARE(packet.seq_at_handoff, 0U);
        QCOMPARE(packet.summary.sentiment, std::string("calm"));
        QVERIFY(!packet.reason_text.empty());
        QVERIFY(!packet.packet_id.empty());
    }

    void what_was_considered_names_the_intent()
    {
        Log log;
        log.customer("my lamp came broken, get me a person");
        auto input = input_of(log);
        input.considered = {damaged, warranty};
        const auto packet = build_packet(input);
        QCOMPARE(packet.intent.label, std::string("damaged-on-arrival"));
        QCOMPARE(packet.intent.alternatives.size(), 1U);
        QCOMPARE(packet.intent.evidence, std::vector<Seq>{1});
    }
};

QTEST_GUILESS_MAIN(PacketTest)
#include "packet_test.moc"
