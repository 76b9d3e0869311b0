#include "backend/bot/knowledge/import/html_article.hpp"

#include "shared/text/markdown.hpp"

#include <QtTest>

using namespace tandem;
using namespace tandem::bot;

namespace {

const ArticleOrigin origin{"help/returns.html", {.locale = "en", .visibility = "public", .topic = "help"}};

QString body(const char* html)
{
    const auto article = html_article(origin, html);
    return article ? QString::fromStdString(article->body) : QStringLiteral("(nothing)");
}

} // namespace

class HtmlArticleTest : public QObject
{
    Q_OBJECT

private slots:
    void a_page_becomes_the_markdown_of_its_content_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("markdown");
        const auto row = [](const char* name, const char* html, const char* markdown) {
            QTest::newRow(name) << QString::fromUtf8(html) << QString::fromUtf8(markdown);
        };
        row("paragraphs", "<p>One  two\n three.</p><p>Four.</p>", "One two three.\n\nFour.");
        row("headings",
            "<h2>Costs</h2><p>None.</p><h3>Abroad</h3>Some.",
            "## Costs\n\nNone.\n\n### Abroad\n\nSome.");
        row("lists", "<ul><li>a<li>b</ul><ol><li>x</li><li>y</li></ol>", "- a\n- b\n1. x\n2. y");
        row("emphasis", "<p>You <b>must</b> <em>not</em> <code>x*y</code></p>", "You **must** *not* x\\*y");
        row("links",
            "<p>See <a href='https://shop.example/a'>our terms</a>.</p>",
            "See [our terms](https://shop.example/a).");
        row("a link to the page's own site leaves its text",
            "<p>See <a href='/a'>our terms</a>.</p>",
            "See our terms.");
        row("a link that runs leaves its text",
            "<p><a href='javascript:alert(1)'>our terms</a></p>",
            "our terms");
        row("tables keep what belongs together",
            "<table><tr><th>Country</th><th>Days</th></tr><tr><td>Germany</td><td>1|2</td></tr></table>",
            "| Country | Days |\n| --- | --- |\n| Germany | 1/2 |");
        row("a table without headings",
            "<table><tr><td>Germany</td><td>2 days</td></tr></table>",
            "- Germany: 2 days");
        row("code", "<pre>a *b*\n  c</pre>", "```\na *b*\n  c\n```");
        row("marks of Markdown stay text",
            "<p>*not bold* [not](a link) &lt;b&gt;</p>",
            "\\*not bold\\* \\[not\\](a link) \\<b>");
        row("what is no text of the page",
            "<nav>Home</nav><script>x()</script><style>p{}</style><form>Search</form><p hidden>h</p>"
            "<div aria-hidden=true>x</div><p>Text.</p><footer>Imprint</footer>",
            "Text.");
        row("only the main part", "<div>Around</div><main><p>Inside.</p></main><div>Behind</div>", "Inside."
        );
        row("broken markup is read as browsers do", "<p>One<p>Two <b>three", "One\n\nTwo **three**");
        row("an image is its description",
            "<p><img src='https://evil.example/x.png' alt='Our lamp'></p>",
            "Our lamp");
        row("no text", "<nav>Home</nav>", "(nothing)");
        row("nothing", "", "(nothing)");
    }

    void a_page_becomes_the_markdown_of_its_content()
    {
        QFETCH(QString, html);
        QFETCH(QString, markdown);
        QCOMPARE(body(html.toUtf8().constData()), markdown);
    }

    void title_and_language_are_the_pages_own()
    {
        const auto article = html_article(
            origin,
            "<html lang='de-AT'><head><title>Rückgabe | Lumen Shop</title></head>"
            "<body><h1>Wie gebe ich etwas <i>zurück</i>?</h1><p>So.</p></body></html>"
        );
        QVERIFY(article.has_value());
        QCOMPARE(QString::fromStdString(article->title), QStringLiteral("Wie gebe ich etwas zurück?"));
        QCOMPARE(article->locale, "de");
        QCOMPARE(article->id, "help-returns");
        QCOMPARE(article->topic, "help");
        QCOMPARE(article->body, "So.");
        const auto untitled = html_article(origin, "<title>Costs | Lumen Shop</title><p>None.</p>");
        QCOMPARE(untitled->title, "Costs");
        QCOMPARE(html_article(origin, "<p>None.</p>")->title, "returns");
    }

    void hostile_pages_end_quickly_and_leave_no_markup()
    {
        std::string deep;
        for (int i = 0; i < 100'000; ++i)
            deep += "<div><b>";
        static_cast<void>(html_article(origin, deep + "x"));
        std::string lists;
        for (int i = 0; i < 20'000; ++i)
            lists += "<ul><li><a href='https://a.example'>";
        static_cast<void>(html_article(origin, lists));
        const auto tricky = body("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
        for (const auto& block : text::parse_markdown(tricky.toStdString())) {
            for (const auto& span : block.spans)
                QVERIFY(span.link.empty());
        }
        // Latin-1 without a declaration, and a zero byte.
        QVERIFY(html_article(
                    origin,
                    std::string_view(
                        "<p>R\xFC"
                        "ckgabe\0 hier</p>",
                        21
                    )
        )
                    .has_value());
    }
};

QTEST_APPLESS_MAIN(HtmlArticleTest)
#include "html_article_test.moc"
