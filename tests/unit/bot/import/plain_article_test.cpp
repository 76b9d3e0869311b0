#include "backend/bot/knowledge/import/plain_article.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;

namespace {

const ArticleOrigin origin{
    "faq/Returns & Refunds.txt", {.locale = "de", .visibility = "internal", .topic = "faq"}
};

} // namespace

class PlainArticleTest : public QObject
{
    Q_OBJECT

private slots:
    void text_has_a_title_headings_and_paragraphs()
    {
        const auto article = plain_article(
            origin,
            "How do I return it?\n\nRegister the return\nin your account.\n\nCosts\n\nNone.\fNext "
            "page\nhas more:\n- one\n- two\n"
        );
        QVERIFY(article.has_value());
        QCOMPARE(article->id, "faq-returns-refunds");
        QCOMPARE(article->title, "How do I return it?");
        QCOMPARE(article->locale, "de");
        QCOMPARE(article->visibility, "internal");
        QCOMPARE(article->topic, "faq");
        QCOMPARE(
            article->body,
            "Register the return in your account.\n\n## Costs\n\nNone.\n\nNext page has more:\n- one\n- two"
        );
    }

    void markdown_without_front_matter_begins_with_its_title()
    {
        const auto article =
            markdown_article(origin, "\n# Costs\n\nNone at *all*.\n\n## Abroad\n\nSome.\n");
        QVERIFY(article.has_value());
        QCOMPARE(article->title, "Costs");
        QCOMPARE(article->body, "None at *all*.\n\n## Abroad\n\nSome.");
    }

    void front_matter_is_taken_at_its_word()
    {
        const auto article =
            markdown_article(origin, "---\nid: a\ntitle: T\nlocale: en\nvisibility: public\n---\nText\n");
        QVERIFY(article.has_value());
        QCOMPARE(article->id, "a");
        QCOMPARE(article->locale, "en");
        const auto misspelt = markdown_article(origin, "---\nid: a\ntitel: T\nlocale: en\n---\nText\n");
        QVERIFY(!misspelt.has_value());
        QCOMPARE(misspelt.error().line, 3);
    }

    void a_title_alone_is_no_article()
    {
        QVERIFY(!plain_article(origin, "Only this").has_value());
        QVERIFY(!plain_article(origin, " \n\f\n").has_value());
        QVERIFY(!markdown_article(origin, "# Only this\n").has_value());
        QVERIFY(!markdown_article(origin, "").has_value());
        QVERIFY(!plain_article(origin, "T\n\n" + std::string(300 * 1024, 'x')).has_value());
    }
};

QTEST_APPLESS_MAIN(PlainArticleTest)
#include "plain_article_test.moc"
