#include "backend/insight/scores.hpp"

#include <QTest>

using namespace tandem::insight;

// The figures are those of the scorers that come with the development data, on their own examples.
class ScoresTest : public QObject
{
    Q_OBJECT

    const std::vector<IntentRow> rows_{
        {"a", "a", .9}, {"a", "b", .8}, {"b", "b", .7}, {"oos", "a", .3}, {"oos", "b", .75}
    };

private slots:
    void out_of_scope_messages_count_for_auroc_alone()
    {
        const auto scores = score_intents(rows_);
        QCOMPARE(scores.in_scope, 3U);
        QCOMPARE(scores.out_of_scope, 2U);
        QCOMPARE(scores.accuracy, 2.0 / 3);
        QCOMPARE(scores.macro_f1, 2.0 / 3);
        QCOMPARE(scores.auroc.value(), 5.0 / 6);
    }

    void ties_count_half()
    {
        const std::vector<IntentRow> tied{{"a", "a", .5}, {"oos", "a", .5}};
        QCOMPARE(score_intents(tied).auroc.value(), 0.5);
    }

    void without_strangers_there_is_no_auroc()
    {
        const std::vector<IntentRow> known{{"a", "a", .5}};
        QVERIFY(!score_intents(known).auroc.has_value());
        QCOMPARE(score_intents({}).accuracy, 0.0);
    }

    void a_threshold_turns_away_what_is_below_it()
    {
        const auto point = at_threshold(rows_, .5);
        QCOMPARE(point.in_scope_accuracy, 2.0 / 3);
        QCOMPARE(point.oos_recall, .5);
    }

    void thresholds_are_chosen_by_two_rules()
    {
        QCOMPARE(larson_threshold(rows_), .7);
        QCOMPARE(balanced_threshold(rows_), .8);
    }

    void rankings_count_by_the_place_of_the_first_right_article()
    {
        const std::vector<std::string> right{"a", "b", "c d"};
        const std::vector<std::vector<std::string>> rankings{{"a"}, {"x", "b"}, {}};
        const auto scores = score_retrieval(right, rankings);
        QCOMPARE(scores.queries, 3U);
        QCOMPARE(scores.recall_1, 1.0 / 3);
        QCOMPARE(scores.recall_3, 2.0 / 3);
        QCOMPARE(scores.mrr_10, .5);
    }

    void any_of_several_right_articles_will_do()
    {
        const std::vector<std::string> right{"c d"};
        const std::vector<std::vector<std::string>> rankings{{"x", "y", "z", "q", "d", "c"}};
        const auto scores = score_retrieval(right, rankings);
        QCOMPARE(scores.recall_3, 0.0);
        QCOMPARE(scores.recall_5, 1.0);
        QCOMPARE(scores.mrr_10, .2);
    }
};

QTEST_APPLESS_MAIN(ScoresTest)
#include "scores_test.moc"
