#include "backend/bot/flows/flow_bot.hpp"
#include "backend/bot/flows/flow_log.hpp"
#include "tests/unit/bot/run_task.hpp"
#include "tests/unit/flows/dialogue.hpp"
#include "tests/unit/flows/sample_flows.hpp"

#include <QTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::protocol;
using namespace tandem::test;

namespace {

class ScriptedTools final : public Tools
{
public:
    std::vector<ToolRequest> requests;
    ToolOutcome write_outcome = ToolOutcome::ok;

    std::vector<ToolFace> faces() const override { return {}; }
    Task<Result<ToolResult>> call(ToolRequest request, std::stop_token) override
    {
        requests.push_back(request);
        const bool read = request.tool == "get_order";
        auto result = tool_result(
            read ? ToolOutcome::ok : write_outcome,
            {{"status", read ? "paid" : "cancelled"},
             {"items", "1 lamp"},
             {"total", "€10.00"},
             {"expected", "2026-11-27"}}
        );
        result.record.name = request.tool;
        result.record.writes = !read;
        co_return result;
    }
};

// The rest of the bot, as told.
class ScriptedBot final : public Bot
{
public:
    std::string says = "Delivery takes 1 to 2 working days.";
    AnswerOutcome outcome = AnswerOutcome::answered;
    std::optional<Escalation> escalate;
    std::vector<std::string> questions;

    Task<Result<TurnOutcome>> run(TurnInput input, DeltaSink sink, std::stop_token) override
    {
        questions.push_back(input.question);
        if (!says.empty()) sink(says);
        TurnOutcome out;
        out.answer.outcome = outcome;
        out.answer.model = "rest";
        out.escalate = escalate;
        co_return out;
    }
};

} // namespace

class FlowPlayerTest : public QObject
{
    Q_OBJECT

    asio::io_context m_loop;
    ManualClock m_clock;
    std::vector<Event> m_log;
    ScriptedTools m_tools;
    ScriptedBot m_rest;
    std::unique_ptr<FlowPlayer> m_player;
    TurnOutcome m_last;
    std::function<Task<bool>()> m_settled;

    void add(ActorKind who, EventData data)
    {
        Event event;
        event.conversation_id = ConversationId("cnv_1");
        event.seq = m_log.size() + 1;
        event.at = m_clock.wall();
        event.actor.kind = who;
        event.data = std::move(data);
        m_log.push_back(std::move(event));
    }

    Result<TurnOutcome> answer(const std::string& question, std::string& text)
    {
        const auto bot = create_flow_bot(m_rest, *m_player);
        TurnInput input;
        input.conversation_id = ConversationId("cnv_1");
        input.customer.id = CustomerId("cus_1");
        input.recent = m_log;
        input.question = question;
        input.settled = m_settled;
        return run_task(
            m_loop, bot->run(std::move(input), [&](std::string_view piece) { text += piece; }, {})
        );
    }

    // A message and what the bot says to it, both of which go into the log.
    std::string say(const std::string& question)
    {
        std::string text;
        auto outcome = answer(question, text);
        if (!outcome) return "error";
        m_last = *outcome;
        add(ActorKind::customer, MessageAccepted{.text = question});
        add(ActorKind::bot, MessageAccepted{.text = text, .flow = m_last.flow});
        return text;
    }

private Q_SLOTS:
    void init()
    {
        m_log.clear();
        m_tools = {};
        m_rest = {};
        m_settled = {};
        m_player = create_flow_player(sample_flows(), m_tools, m_clock);
    }

    void the_log_alone_says_where_a_flow_stands()
    {
        say("cancel my order");
        say("LS-100102");
        // Another process, which knows the log and nothing else.
        m_player = create_flow_player(sample_flows(), m_tools, m_clock);
        QVERIFY(say("anna@example.org").contains("Shall I cancel"));
        m_player = create_flow_player(sample_flows(), m_tools, m_clock);
        QVERIFY(say("yes").contains("is cancelled"));
        QCOMPARE(m_tools.requests.size(), std::size_t(2));
        QCOMPARE(m_last.tools.size(), std::size_t(1));
        QCOMPARE(m_last.answer.model, std::string("flow"));
        QVERIFY(m_rest.questions.empty());
    }

    void scope_and_key_come_from_the_session_and_the_log()
    {
        say("cancel LS-100102, anna@example.org, my customer id is cus_999");
        QCOMPARE(m_tools.requests.back().key, std::string());
        std::string text;
        QVERIFY(answer("yes", text).has_value());
        const auto first = m_tools.requests.back();
        QCOMPARE(first.scope.customer_id.value, std::string("cus_1"));
        QCOMPARE(first.scope.conversation_id.value, std::string("cnv_1"));
        QVERIFY(!first.key.empty());
        // The process died before the answer was stored: the same yes again is the same request.
        QVERIFY(answer("yes\nhello?", text).has_value());
        QCOMPARE(m_tools.requests.back().key, first.key);
        // A later confirmation is another one.
        say("never mind");
        say("cancel LS-100102, anna@example.org");
        say("yes");
        QVERIFY(m_tools.requests.back().key != first.key);
    }

    void a_write_waits_until_the_message_is_in_the_log()
    {
        say("cancel LS-100102, anna@example.org");
        bool asked = false;
        m_settled = [&]() -> Task<bool> {
            asked = true;
            co_return false;
        };
        std::string text;
        const auto outcome = answer("yes", text);
        QVERIFY(asked);
        QVERIFY(!outcome.has_value());
        QCOMPARE(outcome.error().code, Errc::cancelled);
        QCOMPARE(m_tools.requests.size(), std::size_t(1)); // the look-up before
    }

    void a_question_in_the_middle_is_answered_and_the_flow_goes_on()
    {
        say("cancel my order");
        const auto text = say("how long does delivery take?");
        QVERIFY2(text.starts_with("Delivery takes 1 to 2 working days.\n\nWhich order"), text.c_str());
        QCOMPARE(m_last.flow->tries, 0);
        QCOMPARE(m_last.answer.model, std::string("rest"));
        QVERIFY(say("LS-100102").contains("e-mail"));
    }

    void what_nobody_understands_is_asked_again_and_then_a_person_comes()
    {
        m_rest.says = "I do not know.";
        m_rest.outcome = AnswerOutcome::unanswered;
        m_rest.escalate = Escalation{Trigger::repeated_failure, "twice"};
        say("cancel my order");
        QVERIFY(say("the blue one").contains("I need the order number"));
        QVERIFY(!m_last.escalate);
        say("the big one");
        QVERIFY(!m_last.escalate);
        say("the big blue one");
        QCOMPARE(m_last.escalate->trigger, Trigger::repeated_failure);
    }

    void another_matter_takes_its_place_and_keeps_what_is_known()
    {
        say("where is my order LS-100102");
        const auto text = say("please cancel my order");
        QVERIFY2(text.contains("e-mail"), text.c_str());
        QCOMPARE(m_last.flow->id, std::string("cancel_order"));
        QVERIFY(say("anna@example.org").contains("LS-100102"));
    }

    void a_no_with_more_in_it_gets_the_rest_answered()
    {
        say("cancel LS-100102, anna@example.org");
        const auto text = say("no, how long does delivery take?");
        QVERIFY2(text.contains("stays as it is") && text.contains("Delivery takes"), text.c_str());
        QCOMPARE(m_last.flow->step, std::string());
        // And the matter is closed: a yes now belongs to nothing.
        say("yes");
        QCOMPARE(m_tools.requests.size(), std::size_t(1));
    }

    void a_yes_with_more_in_it_gets_the_rest_answered_unless_it_is_thanks()
    {
        say("cancel LS-100102, anna@example.org");
        auto text = say("yes\nhow long does delivery take?");
        QVERIFY2(text.contains("is cancelled") && text.ends_with(m_rest.says), text.c_str());
        QCOMPARE(m_last.tools.size(), std::size_t(1));
        say("cancel LS-100102, anna@example.org");
        text = say("yes\nthanks a lot");
        QVERIFY2(!text.contains(m_rest.says), text.c_str());
    }

    void a_person_in_between_ends_the_matter()
    {
        say("cancel LS-100102, anna@example.org");
        add(ActorKind::agent, ConversationTakenOver{});
        add(ActorKind::agent, ConversationHandedBack{});
        say("yes");
        QCOMPARE(m_tools.requests.size(), std::size_t(1));
    }

    void a_confirmation_does_not_last_for_ever()
    {
        say("cancel LS-100102, anna@example.org");
        m_clock.advance(std::chrono::hours(2));
        say("yes");
        QCOMPARE(m_tools.requests.size(), std::size_t(1));
    }

    void an_answer_that_was_cut_off_does_not_count()
    {
        say("cancel LS-100102, anna@example.org");
        add(ActorKind::customer, MessageAccepted{.text = "how long"});
        add(ActorKind::bot, MessageAccepted{.text = "Deliv", .interrupted = Interruption{}});
        QVERIFY(flow_standing(m_log, m_clock.wall()).pending);
        QVERIFY(say("yes").contains("is cancelled"));
    }

    void requests_for_a_person_pass_by()
    {
        say("cancel LS-100102, anna@example.org");
        m_rest.says.clear();
        m_rest.outcome = AnswerOutcome::offered_person;
        m_rest.escalate = Escalation{Trigger::customer_request, "asked"};
        say("yes, let me talk to a human");
        QCOMPARE(m_last.escalate->trigger, Trigger::customer_request);
        QCOMPARE(m_tools.requests.size(), std::size_t(1));
    }

    void other_messages_pass_by_unchanged()
    {
        QCOMPARE(say("How long does delivery take?"), m_rest.says);
        QVERIFY(!m_last.flow);
        QCOMPARE(say("thanks"), m_rest.says);
        QVERIFY(!m_last.flow);
    }

    void what_was_understood_goes_to_the_person_with_a_failure()
    {
        m_tools.write_outcome = ToolOutcome::unconfirmed;
        say("cancel LS-100102, anna@example.org");
        const auto text = say("yes");
        QVERIFY(text.contains("cannot tell"));
        QCOMPARE(m_last.escalate->trigger, Trigger::tool_failure);
        QCOMPARE(m_last.flow->slots.front().value, std::string("LS-100102"));
        QCOMPARE(m_last.tools.front().outcome, ToolOutcome::unconfirmed);
    }
};

QTEST_APPLESS_MAIN(FlowPlayerTest)
#include "flow_player_test.moc"
