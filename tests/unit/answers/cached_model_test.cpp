#include "backend/bot/answers/cached_model.hpp"

#include "tests/unit/models/stepped_model.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using namespace tandem::test;

class CachedModelTest : public QObject
{
    Q_OBJECT

    struct Scene : Asking
    {
        SteppedModel inner;
        std::shared_ptr<AnswerCacheStats> cache_stats = std::make_shared<AnswerCacheStats>();
        std::unique_ptr<LanguageModel> model = with_answer_cache(
            inner, {.cache = {}, .variant = "p1", .words_per_second = 0}, tools, cache_stats
        );

        AnswerRequest request(const char* question, Millis time = std::chrono::hours(1)) const
        {
            auto out = by("one", time);
            out.question = question;
            out.language = "en";
            out.cache = CacheScope{"v1", "public"};
            return out;
        }

        void answer(std::size_t call, const char* text)
        {
            inner.say(call, text);
            inner.end(call);
            inner.calls[call]->result->prompt_tokens = 100;
            inner.calls[call]->result->answer_tokens = 20;
            turn();
        }
    };

private slots:
    void the_second_who_asks_gets_the_first_ones_answer()
    {
        Scene scene;
        auto& first = scene.ask(*scene.model, scene.request("How do I return a lamp?"));
        scene.answer(0, "Like this.");
        QCOMPARE(first.text, std::string("Like this."));
        QVERIFY(!(*first.result)->from_cache);
        auto& second = scene.ask(*scene.model, scene.request("how do i return a lamp"));
        QCOMPARE(second.text, std::string("Like this."));
        QVERIFY((*second.result)->from_cache);
        QCOMPARE((*second.result)->model, std::string("stepped"));
        QCOMPARE(scene.inner.calls.size(), 1U);
        QCOMPARE(int(scene.cache_stats->hits_equal), 1);
        QCOMPARE(int(scene.cache_stats->saved_tokens), 120);
    }

    void what_depends_on_the_conversation_passes_through()
    {
        Scene scene;
        auto own = scene.request("How do I return a lamp?");
        own.cache.reset();
        for (std::size_t i = 0; i < 2; ++i) {
            static_cast<void>(scene.ask(*scene.model, own));
            scene.answer(i, "Like this.");
        }
        QCOMPARE(scene.inner.calls.size(), 2U);
        QCOMPARE(int(scene.cache_stats->asked), 0);
    }

    void another_version_language_or_audience_is_another_question_data()
    {
        QTest::addColumn<int>("what");
        QTest::addRow("knowledge") << 0;
        QTest::addRow("audience") << 1;
        QTest::addRow("language") << 2;
    }
    void another_version_language_or_audience_is_another_question()
    {
        QFETCH(int, what);
        Scene scene;
        static_cast<void>(scene.ask(*scene.model, scene.request("How do I return a lamp?")));
        scene.answer(0, "Like this.");
        auto other = scene.request("How do I return a lamp?");
        if (what == 0) other.cache->knowledge_version = "v2";
        if (what == 1) other.cache->audience = "staff";
        if (what == 2) other.language = "de";
        static_cast<void>(scene.ask(*scene.model, other));
        QCOMPARE(scene.inner.calls.size(), 2U);
    }

    void what_did_not_come_out_well_is_not_kept_data()
    {
        QTest::addColumn<int>("how");
        QTest::addRow("failed") << 0;
        QTest::addRow("truncated") << 1;
        QTest::addRow("unanswered") << 2;
        QTest::addRow("withheld") << 3;
    }
    void what_did_not_come_out_well_is_not_kept()
    {
        QFETCH(int, how);
        Scene scene;
        static_cast<void>(scene.ask(*scene.model, scene.request("How do I return a lamp?")));
        scene.inner.say(0, "Well");
        scene.inner.end(0, how == 0 ? std::optional(Errc::unavailable) : std::nullopt);
        auto& result = scene.inner.calls[0]->result;
        if (how == 1) result->truncated = true;
        if (how == 2) result->outcome = protocol::AnswerOutcome::unanswered;
        if (how == 3) result->withheld = 1;
        scene.turn();
        static_cast<void>(scene.ask(*scene.model, scene.request("How do I return a lamp?")));
        QCOMPARE(scene.inner.calls.size(), 2U);
    }

    void equal_questions_under_way_share_one_call()
    {
        Scene scene;
        auto& first = scene.ask(*scene.model, scene.request("How do I return a lamp?"));
        scene.inner.say(0, "Like ");
        scene.turn();
        auto& second = scene.ask(*scene.model, scene.request("how do I return a lamp!"));
        QCOMPARE(first.text, std::string("Like "));
        QCOMPARE(second.text, std::string("Like ")); // from the beginning
        scene.answer(0, "this.");
        for (auto* one : {&first, &second}) {
            QCOMPARE(one->text, std::string("Like this."));
            QCOMPARE(Asking::code(*one), 0);
        }
        QCOMPARE(scene.inner.calls.size(), 1U);
        QCOMPARE(int(scene.cache_stats->joined), 1);
    }

    void who_leaves_takes_nobody_along_and_the_last_stops_the_model()
    {
        Scene scene;
        auto& first = scene.ask(*scene.model, scene.request("How do I return a lamp?"));
        auto& second = scene.ask(*scene.model, scene.request("How do I return a lamp?"));
        scene.stop(first);
        QCOMPARE(Asking::code(first), int(Errc::cancelled));
        QVERIFY(!scene.inner.calls[0]->stopped);
        scene.stop(second);
        QCOMPARE(Asking::code(second), int(Errc::cancelled));
        QVERIFY(scene.inner.calls[0]->stopped);
        // Who comes now begins anew.
        static_cast<void>(scene.ask(*scene.model, scene.request("How do I return a lamp?")));
        QCOMPARE(scene.inner.calls.size(), 2U);
    }

    void each_has_a_deadline_of_its_own()
    {
        Scene scene;
        auto& patient = scene.ask(*scene.model, scene.request("How do I return a lamp?"));
        auto& hasty = scene.ask(*scene.model, scene.request("How do I return a lamp?", Millis(50)));
        scene.advance(Millis(50));
        QCOMPARE(Asking::code(hasty), int(Errc::deadline_exceeded));
        QCOMPARE(Asking::code(patient), -1);
        scene.answer(0, "Like this.");
        QCOMPARE(Asking::code(patient), 0);
    }

    void a_failure_reaches_everybody_and_the_next_one_tries_again()
    {
        Scene scene;
        auto& first = scene.ask(*scene.model, scene.request("How do I return a lamp?"));
        auto& second = scene.ask(*scene.model, scene.request("How do I return a lamp?"));
        scene.inner.end(0, Errc::unavailable);
        scene.turn();
        QCOMPARE(Asking::code(first), int(Errc::unavailable));
        QCOMPARE(Asking::code(second), int(Errc::unavailable));
        static_cast<void>(scene.ask(*scene.model, scene.request("How do I return a lamp?")));
        QCOMPARE(scene.inner.calls.size(), 2U);
    }
};

QTEST_GUILESS_MAIN(CachedModelTest)
#include "cached_model_test.moc"
