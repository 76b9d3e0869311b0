#include "tests/contract/language_model/model_under_test.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;
using tandem::test::ModelUnderTest;

namespace {

int code(const Result<AnswerResult>& result) { return result ? 0 : int(result.error().code); }

} // namespace

class LanguageModelContractTest : public QObject
{
    Q_OBJECT

    static void models()
    {
        QTest::addColumn<QString>("kind");
        QTest::addRow("extractive") << "extractive";
        QTest::addRow("openai_compatible") << "openai_compatible";
        QTest::addRow("anthropic") << "anthropic";
    }

    static void providers()
    {
        QTest::addColumn<QString>("kind");
        QTest::addRow("openai_compatible") << "openai_compatible";
        QTest::addRow("anthropic") << "anthropic";
    }

private slots:
    void deltas_joined_are_the_answer_data() { models(); }
    void deltas_joined_are_the_answer()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        const auto ended =
            under.ask(under.question("!text=You can return any item within thirty days [1]."));
        QCOMPARE(code(ended.result), 0);
        QVERIFY(ended.pieces > 3);
        QVERIFY(!ended.empty_piece);
        QVERIFY(ended.text.starts_with("You can return any item within thirty days"));
        QCOMPARE(int(ended.result->outcome), int(protocol::AnswerOutcome::answered));
        QCOMPARE(ended.result->sources.size(), 1U);
        QCOMPARE(ended.result->sources.front().article_id, std::string("return-window"));
        QVERIFY(!ended.result->model.empty());
        QVERIFY(!ended.result->truncated);
    }

    void a_stop_ends_it_at_once_data() { models(); }
    void a_stop_ends_it_at_once()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        const auto ended = under.ask(under.question("!tokens=500 !every=20"), 2);
        QCOMPARE(code(ended.result), int(Errc::cancelled));
        QVERIFY(ended.pieces >= 2 && ended.pieces <= 4);
        QVERIFY(ended.took < std::chrono::seconds(5));
        if (!under.over_http()) return;
        QCOMPARE(under.stat("aborted"), 1); // the connection upstream was closed
        QCOMPARE(under.stat("open"), 0);
    }

    void one_that_is_stopped_before_says_nothing_data() { models(); }
    void one_that_is_stopped_before_says_nothing()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        const auto ended = under.ask(under.question(), 0, true);
        QCOMPARE(code(ended.result), int(Errc::cancelled));
        QCOMPARE(ended.pieces, 0U);
    }

    void the_deadline_ends_it_data() { models(); }
    void the_deadline_ends_it()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        auto request = under.question("!tokens=500 !every=20");
        request.deadline = Deadline::after(system_clock(), Millis(150));
        const auto ended = under.ask(std::move(request));
        QCOMPARE(code(ended.result), int(Errc::deadline_exceeded));
        QVERIFY(ended.took < std::chrono::seconds(5));
    }

    void it_answers_many_at_a_time_data() { models(); }
    void it_answers_many_at_a_time()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        int answered = 0;
        const auto request = under.question();
        for (int i = 0; i < 50; ++i) {
            asio::co_spawn(
                under.loop(),
                under.model().answer(request, [](std::string_view) {}, {}),
                [&](std::exception_ptr error, const Result<AnswerResult>& result) {
                    answered += !error && result ? 1 : 0;
                }
            );
        }
        under.loop().restart();
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (answered < 50 && std::chrono::steady_clock::now() < limit)
            under.loop().run_one_for(Millis(50));
        QCOMPARE(answered, 50);
    }

    void a_provider_that_misbehaves_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("expected");
        QTest::addColumn<int>("requests");
        const auto row = [](const char* script, Errc expected, int requests) {
            for (const char* kind : {"openai_compatible", "anthropic"})
                QTest::addRow("%s %s", kind, script) << kind << script << int(expected) << requests;
        };
        constexpr auto fine = Errc(0);
        row("!nodone", fine, 1);
        row("!crlf", fine, 1);
        row("!split", fine, 1);
        row("!whole", fine, 1);
        row("!once=500", fine, 2);
        row("!once=429", fine, 2);
        row("!status=401", Errc::forbidden, 1);
        row("!status=400", Errc::bad_request, 1);
        row("!status=429", Errc::overloaded, 3);
        row("!status=503 !retry=0", Errc::overloaded, 3);
        row("!status=429 !retry=60", Errc::overloaded, 1); // longer than anybody waits
        row("!html", Errc::bad_request, 1);
        row("!garbage", Errc::bad_request, 1);
        row("!empty", Errc::bad_request, 1);
        row("!refuse", Errc::bad_request, 1);
        row("!hang", Errc::unavailable, 3);
        row("!cut=3", Errc::unavailable, 1); // words were given out, so there is no second try
    }
    void a_provider_that_misbehaves()
    {
        QFETCH(QString, kind);
        QFETCH(QString, script);
        QFETCH(int, expected);
        QFETCH(int, requests);
        ModelUnderTest under(kind.toStdString());
        const auto ended = under.ask(under.question(script.toStdString()));
        QCOMPARE(code(ended.result), expected);
        QCOMPARE(under.stat("requests"), requests);
        QVERIFY(!ended.empty_piece);
    }

    void an_error_inside_the_stream_is_no_answer_data() { providers(); }
    void an_error_inside_the_stream_is_no_answer()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        const auto ended = under.ask(under.question("!error"));
        QVERIFY(!ended.result.has_value());
        QCOMPARE(under.stat("requests"), 1); // two words were given out
    }

    void an_answer_cut_by_its_length_says_so_data() { providers(); }
    void an_answer_cut_by_its_length_says_so()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        const auto ended = under.ask(under.question("!length"));
        QCOMPARE(code(ended.result), 0);
        QVERIFY(ended.result->truncated);
    }

    void usage_and_prompt_are_told_data() { providers(); }
    void usage_and_prompt_are_told()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        const auto ended = under.ask(under.question("!tokens=7"));
        QCOMPARE(code(ended.result), 0);
        QCOMPARE(int(ended.result->prompt_tokens), 10);
        QCOMPARE(int(ended.result->answer_tokens), 7);
        QCOMPARE(ended.result->prompt, bot::answer_template().name);
    }

    void the_next_question_goes_over_the_same_connection_data() { providers(); }
    void the_next_question_goes_over_the_same_connection()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(code(under.ask(under.question("!tokens=3")).result), 0);
        QCOMPARE(under.stat("requests"), 3);
        QCOMPARE(under.stat("connections"), 1);
    }

    void a_stop_closes_the_connection_within_50_ms_data() { providers(); }
    void a_stop_closes_the_connection_within_50_ms()
    {
        QFETCH(QString, kind);
        ModelUnderTest under(kind.toStdString());
        for (const char* script : {"!hang", "!tokens=1000 !every=5"}) {
            const auto closed = under.time_to_close(under.question(script), Millis(100));
            QVERIFY2(closed <= Millis(50), std::to_string(closed.count()).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(LanguageModelContractTest)
#include "language_model_test.moc"
