#include "backend/bot/knowledge/review.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;

namespace {

Article article(std::string id, std::string title, std::string body)
{
    Article out;
    out.id = std::move(id);
    out.title = std::move(title);
    out.locale = "en";
    out.updated = "2026-11-01";
    out.body = std::move(body);
    return out;
}

std::vector<Finding::Kind> kinds(const std::vector<Finding>& findings)
{
    std::vector<Finding::Kind> out;
    for (const auto& finding : findings)
        out.push_back(finding.kind);
    return out;
}

const std::string today = "2026-11-24";

} // namespace

class ReviewTest : public QObject
{
    Q_OBJECT

private slots:
    void numbers_that_differ_in_the_same_sentence_are_a_contradiction()
    {
        const auto a =
            article("a", "Returns", "You can send back opened lamps within 30 days of delivery.");
        const auto b =
            article("b", "Sale items", "Opened lamps you can send back within 14 days of delivery.");
        const auto c = article("c", "Warranty", "The warranty of our lamps lasts 24 months.");
        const auto found = review({a, b, c}, today);
        QCOMPARE(kinds(found), std::vector{Finding::Kind::contradiction});
        QCOMPARE(found.front().article, "a");
        QCOMPARE(found.front().other, "b");
        auto same = b;
        same.body = a.body;
        QVERIFY(review({a, same}, today).empty());
        auto other_unit = b;
        other_unit.body = "Opened lamps you can send back for 14 euros of delivery.";
        QVERIFY(review({a, other_unit}, today).empty());
        auto german = b;
        german.locale = "de";
        QVERIFY(review({a, german}, today).empty());
    }

    void two_articles_that_ask_the_same_are_told()
    {
        auto a = article("a", "How do I return a lamp?", "So.");
        a.examples = {"send it back", "sending back"};
        auto b = article("b", "Refunds", "So.");
        b.examples = {"Send it back!"};
        const auto found = review({a, b}, today);
        QVERIFY(!found.empty());
        QCOMPARE(found.front().kind, Finding::Kind::doubled);
        QCOMPARE(found.front().article, "b");
        QCOMPARE(found.size(), std::size_t{1});
    }

    void age_is_told()
    {
        auto old = article("old", "A", "x");
        old.updated = "2025-11-23";
        auto young = article("young", "B", "x");
        young.updated = "2025-11-24";
        auto over = article("over", "C", "x");
        over.valid_until = "2026-11-23";
        QCOMPARE(
            kinds(review({old, young, over}, today)),
            (std::vector{Finding::Kind::stale, Finding::Kind::expired})
        );
    }
};

QTEST_APPLESS_MAIN(ReviewTest)
#include "review_test.moc"
