#include "backend/bot/bot.hpp"

#include "backend/bot/history.hpp"
#include "backend/bot/models/extractive.hpp"
#include "backend/bot/models/sentences.hpp"
#include "tests/unit/bot/run_task.hpp"
#include "tests/unit/bot/scripted_parts.hpp"

#include <QtTest>
#include <boost/asio/post.hpp>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::protocol;
using namespace tandem::test;

namespace {

Passage passage(double score, bool handoff = false)
{
    return {
        "returns",
        "How do I return it?",
        "",
        "Register the return. You have 30 days.",
        "returns",
        "en",
        handoff,
        score
    };
}

Event said(ActorKind who, std::string text, Seq seq = 1)
{
    Event event;
    event.seq = seq;
    event.actor.kind = who;
    event.data = MessageAccepted{
        .text = std::move(text), .sources = {}, .turn = {}, .outcome = {}, .interrupted = {}, .model = {}
    };
    return event;
}

AnswerResult result(AnswerOutcome outcome)
{
    AnswerResult out;
    out.outcome = outcome;
    out.sources = {{"returns", "How do I return it?", "", 0.9}};
    out.model = "scripted";
    return out;
}

} // namespace

class BotTest : public QObject
{
    Q_OBJECT

    asio::io_context loop_;
    ManualClock clock_;

    struct Ran
    {
        Result<TurnOutcome> outcome;
        std::string text;
    };

    Ran run(ScriptedKnowledge& knowledge, LanguageModel& model, TurnInput input)
    {
        const auto bot = create_bot({}, knowledge, model, clock_);
        std::string text;
        auto outcome =
            run_task(loop_, bot->run(std::move(input), [&](std::string_view piece) { text += piece; }, {}));
        return {std::move(outcome), std::move(text)};
    }

    static TurnInput asked(std::string question, int failed_turns = 0)
    {
        TurnInput input;
        input.question = std::move(question);
        input.failed_turns = failed_turns;
        return input;
    }

private slots:
    void decision_table_data()
    {
        QTest::addColumn<QString>("question");
        QTest::addColumn<double>("score");
        QTest::addColumn<int>("failed_turns");
        QTest::addColumn<int>("model_outcome"); // -1: not asked
        QTest::addColumn<int>("outcome");
        QTest::addColumn<int>("trigger"); // 0: none
        const auto row = [](const char* name,
                            const char* q,
                            double score,
                            int failed,
                            int model,
                            AnswerOutcome out,
                            Trigger trigger) {
            QTest::newRow(name) << q << score << failed << model << int(out) << int(trigger);
        };
        const int answered = int(AnswerOutcome::answered);
        const int unanswered = int(AnswerOutcome::unanswered);
        row("answered", "how do i return it", 0.9, 0, answered, AnswerOutcome::answered, Trigger::unknown);
        row("first unanswered",
            "what about mars",
            0.1,
            0,
            unanswered,
            AnswerOutcome::unanswered,
            Trigger::unknown);
        row("second unanswered",
            "what about mars",
            0.01,
            1,
            -1,
            AnswerOutcome::unanswered,
            Trigger::repeated_failure);
        row("asked back again",
            "what about mars",
            0.3,
            1,
            unanswered,
            AnswerOutcome::unanswered,
            Trigger::unknown);
        row("asked back in vain",
            "what about mars",
            0.3,
            2,
            -1,
            AnswerOutcome::unanswered,
            Trigger::repeated_failure);
        row("sure but not answered three times",
            "how do i return it",
            0.9,
            2,
            unanswered,
            AnswerOutcome::unanswered,
            Trigger::repeated_failure);
        row("asked for a person",
            "human please",
            0.9,
            0,
            -1,
            AnswerOutcome::offered_person,
            Trigger::customer_request);
        row("upset without an answer",
            "this is ridiculous",
            0.1,
            0,
            -1,
            AnswerOutcome::unanswered,
            Trigger::negative_sentiment);
        row("upset with an answer",
            "ridiculous! how do i return it",
            0.9,
            0,
            answered,
            AnswerOutcome::answered,
            Trigger::negative_sentiment);
        row("small talk", "thanks!", 0.9, 0, -1, AnswerOutcome::small_talk, Trigger::unknown);
        row("small talk after a failure", "hello", 0.0, 1, -1, AnswerOutcome::small_talk, Trigger::unknown);
    }
    void decision_table()
    {
        QFETCH(QString, question);
        QFETCH(double, score);
        QFETCH(int, failed_turns);
        QFETCH(int, model_outcome);
        QFETCH(int, outcome);
        QFETCH(int, trigger);
        ScriptedKnowledge knowledge;
        knowledge.passages = {passage(score)};
        ScriptedModel model;
        if (model_outcome >= 0) model.ends = result(AnswerOutcome(model_outcome));
        const auto ran = run(knowledge, model, asked(question.toStdString(), failed_turns));
        QVERIFY(ran.outcome.has_value());
        QCOMPARE(model.calls, model_outcome >= 0 ? 1 : 0);
        QCOMPARE(int(ran.outcome->answer.outcome), outcome);
        QCOMPARE(ran.outcome->escalate ? int(ran.outcome->escalate->trigger) : 0, trigger);
        if (ran.outcome->escalate) QVERIFY(!ran.outcome->escalate->reason_text.empty());
    }

    void an_article_with_handoff_is_answered_and_handed_over()
    {
        ScriptedKnowledge knowledge;
        knowledge.passages = {passage(0.9, true)};
        ScriptedModel model;
        model.says = {"Legal matters ", "are for people."};
        model.ends = result(AnswerOutcome::answered);
        const auto ran = run(knowledge, model, asked("my lawyers address"));
        QCOMPARE(ran.text, std::string("Legal matters are for people."));
        QVERIFY(ran.outcome->escalate->trigger == Trigger::policy);
    }

    void failures_become_a_person_data()
    {
        QTest::addColumn<int>("error");
        QTest::addColumn<int>("trigger");
        QTest::newRow("unavailable") << int(Errc::unavailable) << int(Trigger::model_failure);
        QTest::newRow("overloaded") << int(Errc::overloaded) << int(Trigger::model_failure);
        QTest::newRow("forbidden") << int(Errc::forbidden) << int(Trigger::model_failure);
        QTest::newRow("bad_request") << int(Errc::bad_request) << int(Trigger::model_failure);
        QTest::newRow("late") << int(Errc::deadline_exceeded) << int(Trigger::timeout);
    }
    void failures_become_a_person()
    {
        QFETCH(int, error);
        QFETCH(int, trigger);
        ScriptedKnowledge knowledge;
        knowledge.passages = {passage(0.9)};
        ScriptedModel model;
        model.says = {"half an ans"};
        model.ends = fail(Errc(error));
        const auto ran = run(knowledge, model, asked("how do i return it"));
        QVERIFY(ran.outcome.has_value());
        QCOMPARE(int(ran.outcome->escalate->trigger), trigger);
        QCOMPARE(
            int(ran.outcome->answer.outcome), int(AnswerOutcome::unknown)
        ); // what was streamed is void

        knowledge.error = Error(Errc::unavailable);
        const auto blind = run(knowledge, model, asked("how do i return it"));
        QVERIFY(blind.outcome->escalate->trigger == Trigger::model_failure);
    }

    void a_stop_ends_a_hanging_model_as_cancelled()
    {
        ScriptedKnowledge knowledge;
        knowledge.passages = {passage(0.9)};
        ScriptedModel model;
        model.hangs = true;
        model.says = {"Reg"};
        const auto bot = create_bot({}, knowledge, model, clock_);
        std::stop_source stop;
        std::string text;
        const auto sink = [&](std::string_view piece) {
            text += piece;
            asio::post(loop_, [&] { stop.request_stop(); });
        };
        const auto outcome = run_task(loop_, bot->run(asked("how do i return it"), sink, stop.get_token()));
        QVERIFY(!outcome.has_value());
        QCOMPARE(int(outcome.error().code), int(Errc::cancelled));
        QCOMPARE(model.running, 0);
        QCOMPARE(text, std::string("Reg"));
    }

    void a_follow_up_is_searched_with_what_it_follows()
    {
        ScriptedKnowledge knowledge;
        ScriptedModel model;
        auto input = asked("and to Switzerland?");
        input.recent = {
            said(ActorKind::customer, "how much is shipping to France?"), said(ActorKind::bot, "5.95", 2)
        };
        run(knowledge, model, input);
        QCOMPARE(
            knowledge.queries.back(), std::string("how much is shipping to France  and to Switzerland ")
        );
        input.question = "where is my parcel";
        run(knowledge, model, input);
        QCOMPARE(knowledge.queries.back(), std::string("where is my parcel"));
    }

    void a_persons_stretch_is_marked_in_the_history()
    {
        std::vector<Event> events = {said(ActorKind::customer, "human please", 1)};
        Event taken;
        taken.seq = 2;
        taken.at = 1'795'478'400'000;
        taken.data = ConversationTakenOver{};
        events.push_back(taken);
        events.push_back(said(ActorKind::agent, "Done.", 3));
        Event back;
        back.seq = 4;
        back.at = taken.at + 60'000;
        back.data = ConversationHandedBack{};
        events.push_back(back);
        Event note;
        note.data = NoteAdded{.text = "secret"};
        events.push_back(note);
        const auto lines = history_lines(events, 10);
        QCOMPARE(lines.size(), 4U);
        QCOMPARE(int(lines[1].from), int(ChatLine::From::marker));
        QCOMPARE(
            lines[1].text,
            std::string("[24 November 2026 00:00 UTC: a person took over and answered from here]")
        );
        QVERIFY(lines[3].text.contains("you, the bot, answer again"));
        QCOMPARE(history_lines(events, 2).size(), 2U);
    }

    void extractive_quotes_and_adds_nothing()
    {
        AnswerRequest request;
        request.question = "how much is the label in germany";
        request.passages = {
            {"costs",
             "What does a return cost?",
             "",
             "The label is free in some countries. Keep the receipt.\n\n| Country | Price |\n|---|---|\n"
             "| Germany | free |\n| France | \xE2\x82\xAC"
             "3.95 |\n",
             "returns",
             "en",
             false,
             0.8}
        };
        const auto answer = compose_answer(request, {});
        QCOMPARE(
            QString::fromStdString(answer.text),
            QString("The label is free in some countries. Keep the receipt.\n\n- Germany: free")
        );
        QCOMPARE(answer.sources.front().article_id, std::string("costs"));

        request.passages[0].score = 0.3;
        const auto unsure = compose_answer(request, {});
        QCOMPARE(int(unsure.outcome), int(AnswerOutcome::unanswered));
        QVERIFY(unsure.text.contains("Did you mean this?"));
        request.passages.clear();
        request.language = "de";
        QVERIFY(compose_answer(request, {}).text.starts_with("Das wei"));
    }

    void two_articles_that_may_both_be_meant_are_both_quoted()
    {
        AnswerRequest request;
        request.question = "how about a return";
        request.passages = {
            {"costs", "What does a return cost?", "", "The label is free.", "", "en", false, 0.5},
            {"time", "How long can I return it?", "", "You have 30 days.", "", "en", false, 0.4},
        };
        const auto answer = compose_answer(request, {});
        QCOMPARE(int(answer.outcome), int(AnswerOutcome::answered));
        QCOMPARE(
            QString::fromStdString(answer.text),
            QString(
                "The label is free.\n\n**If you mean this: How long can I return it?**\n\nYou have 30 days."
            )
        );
        QCOMPARE(answer.sources.size(), 2U);
        // What a person has to see to is not one of two possibilities.
        request.passages[1].handoff = true;
        QCOMPARE(int(compose_answer(request, {}).outcome), int(AnswerOutcome::unanswered));
        // A sure answer stands alone.
        request.passages[0].score = 0.97;
        request.passages[1].score = 0.02;
        request.passages[1].handoff = false;
        QCOMPARE(compose_answer(request, {}).text, std::string("The label is free."));
    }

    void what_may_have_been_meant_is_offered_with_a_person()
    {
        ScriptedKnowledge knowledge;
        for (const double score : {0.3, 0.2, 0.1, 0.05}) {
            auto one = passage(score);
            one.article_id += std::to_string(score);
            one.title += std::to_string(score);
            knowledge.passages.push_back(std::move(one));
        }
        knowledge.passages.insert(knowledge.passages.begin() + 1, knowledge.passages.front()); // its detail
        ScriptedModel model;
        model.ends = result(AnswerOutcome::unanswered);
        const auto ran = run(knowledge, model, asked("return what"));
        QVERIFY(ran.outcome->offer.has_value());
        QVERIFY(ran.outcome->offer->person);
        QCOMPARE(ran.outcome->offer->choices.size(), 3U);
        QCOMPARE(ran.outcome->offer->choices[1].article_id, knowledge.passages[2].article_id);
        QCOMPARE(ran.outcome->best->score, 0.3);

        model.ends = result(AnswerOutcome::answered);
        QVERIFY(!run(knowledge, model, asked("return what")).outcome->offer.has_value());
    }

    void the_same_question_after_its_answer_brings_a_person()
    {
        ScriptedKnowledge knowledge;
        knowledge.passages = {passage(0.9)};
        ScriptedModel model;
        model.ends = result(AnswerOutcome::answered);
        auto input = asked("how do I return my lamp?");
        auto answer = said(ActorKind::bot, "Register the return.", 2);
        auto& message = std::get<MessageAccepted>(answer.data);
        message.outcome = AnswerOutcome::answered;
        message.sources = {{"returns", "How do I return it?", "", 0.9}};
        input.recent = {said(ActorKind::customer, "How can I return my lamp"), answer};
        QVERIFY(run(knowledge, model, input).outcome->escalate->trigger == Trigger::repeated_failure);
        QCOMPARE(model.calls, 0);

        // Another question about the same article is answered.
        input.question = "and what does the label for returning cost?";
        QVERIFY(!run(knowledge, model, input).outcome->escalate.has_value());
    }

    void intents_tell_the_search_which_article_is_meant()
    {
        class Scripted final : public IntentClassifier
        {
        public:
            RecognisedIntent classify(std::string_view) const override
            {
                return {
                    .label = "return_costs",
                    .confidence = 0.9,
                    .in_scope = true,
                    .alternatives = {{"time", 0.1}}
                };
            }
            std::vector<std::string> labels() const override { return {}; }
        };
        const Scripted intents;
        ScriptedKnowledge knowledge;
        knowledge.passages = {passage(0.9)};
        ScriptedModel model;
        model.ends = result(AnswerOutcome::answered);
        const auto bot = create_bot({}, knowledge, model, clock_, &intents);
        run_task(loop_, bot->run(asked("what does it cost"), [](std::string_view) {}, {})).value();
        QCOMPARE(knowledge.hints.size(), 2U);
        QCOMPARE(knowledge.hints.front().article_id, std::string("return_costs"));
        QCOMPARE(knowledge.hints.front().confidence, 0.9);
    }

    void steps_stay_together_and_in_order()
    {
        AnswerRequest request;
        request.question = "print label";
        request.passages = {
            {"r",
             "Returns",
             "Steps",
             "1. Choose items.\n2. Print the label.\n3. Drop it off.",
             "",
             "en",
             false,
             0.9}
        };
        QCOMPARE(
            compose_answer(request, {}).text,
            std::string("1. Choose items.\n2. Print the label.\n3. Drop it off.")
        );
    }

    void sentences_end_where_they_end()
    {
        const auto pieces = quotes("It costs 3.95 e.g. in Spain. See https://lumen.example/a.html for "
                                   "more! Am 2. Januar auch.\n\n```\ncode\n```");
        QCOMPARE(pieces.size(), 3U);
        QCOMPARE(pieces[0].text, std::string("It costs 3.95 e.g. in Spain."));
        QCOMPARE(pieces[2].text, std::string("Am 2. Januar auch."));
    }

    void only_what_stands_alone_may_be_answered_from_the_cache_data()
    {
        QTest::addColumn<QString>("before"); // what the customer said before; empty: nothing
        QTest::addColumn<QString>("question");
        QTest::addColumn<bool>("alone");
        QTest::newRow("a first question") << "" << "how do i return it" << true;
        QTest::newRow("a later one") << "hello there" << "how do i return it" << false;
        QTest::newRow("with an address") << "" << "how do i return it, ann@example.com" << false;
        QTest::newRow("with an order") << "" << "how do i return LS-104233" << false;
        QTest::newRow("a story") << "" << "how do i return it " + QString(300, 'x') << false;
    }
    void only_what_stands_alone_may_be_answered_from_the_cache()
    {
        QFETCH(QString, before);
        QFETCH(QString, question);
        QFETCH(bool, alone);
        ScriptedKnowledge knowledge;
        knowledge.passages = {passage(0.9)};
        ScriptedModel model;
        auto input = asked(question.toStdString());
        input.conversation_id.value = "cnv_1";
        input.customer.id.value = "cus_1";
        if (!before.isEmpty()) input.recent = {said(ActorKind::customer, before.toStdString())};
        const auto ran = run(knowledge, model, std::move(input));
        QVERIFY(ran.outcome.has_value());
        const auto& request = model.requests.at(0);
        QCOMPARE(request.cache.has_value(), alone);
        if (alone) QCOMPARE(request.cache->knowledge_version, knowledge.version());
        QCOMPARE(request.asker.conversation_id, std::string("cnv_1"));
        QCOMPARE(request.asker.customer_id, std::string("cus_1"));
    }

    void links_to_other_articles_are_no_part_of_a_quote_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::addColumn<QString>("quoted"); // the pieces, one per line
        QTest::newRow("after a colon")
            << "Rugs need other care: [How do I clean a rug?](article:rug-care)" << "Rugs need other care.";
        QTest::newRow("nothing but a pointer")
            << "It is quick. The times are in [How long does delivery take?](article:times)."
            << "It is quick.";
        QTest::newRow("an aside at the end")
            << "It returns after 7 days, as explained in [I was not at home](article:missed)."
            << "It returns after 7 days.";
        QTest::newRow("in the middle") << "The table in [Bulb bases](article:bases) is for all lamps."
                                       << "The table in Bulb bases is for all lamps.";
        QTest::newRow("an item stays") << "- Lost: search or read [Where is it?](article:where)"
                                       << "Lost: search or read Where is it?";
        QTest::newRow("an item after a colon")
            << "1. Try PayPal: [How do I pay?](article:pay)\n2. Call us" << "Try PayPal.\nCall us";
        QTest::newRow("other brackets and links")
            << "Write [the number] on it. See [our page](https://lumen.example/a)."
            << "Write [the number] on it.\nSee [our page](https://lumen.example/a).";
        QTest::newRow("a broken link") << "See [x](article:y and more." << "See [x](article:y and more.";
    }

    void links_to_other_articles_are_no_part_of_a_quote()
    {
        QFETCH(QString, markdown);
        QFETCH(QString, quoted);
        QStringList pieces;
        for (const auto& piece : quotes(markdown.toStdString()))
            pieces << QString::fromStdString(piece.text);
        QCOMPARE(pieces.join('\n'), quoted);
    }
};

QTEST_GUILESS_MAIN(BotTest)
#include "bot_test.moc"
