#include "backend/bot/knowledge/import/article_source.hpp"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

using namespace tandem;
using namespace tandem::bot;

namespace {

// The smallest file that a PDF reader accepts, with one page of text.
std::string small_pdf()
{
    const std::string page =
        "BT /F1 12 Tf 72 720 Td (Warranty of lamps) Tj 0 -40 Td (It lasts 24 months.) Tj ET";
    const std::vector<std::string> objects{
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 "
        "0 R >> >> >>",
        "<< /Length " + std::to_string(page.size()) + " >>\nstream\n" + page + "\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    };
    std::string out = "%PDF-1.4\n";
    std::vector<std::size_t> offsets;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        offsets.push_back(out.size());
        out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const auto table = out.size();
    out += "xref\n0 6\n0000000000 65535 f \n";
    for (const auto offset : offsets) {
        auto digits = std::to_string(offset);
        out += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
    }
    return out + "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

std::vector<std::string> ids(const ReadArticles& read)
{
    std::vector<std::string> out;
    for (const auto& article : read.articles)
        out.push_back(article.id);
    return out;
}

} // namespace

class ArticleSourceTest : public QObject
{
    Q_OBJECT

    QTemporaryDir folder_;

    std::filesystem::path write(const char* name, std::string_view text)
    {
        const std::filesystem::path file = std::filesystem::path(folder_.path().toStdString()) / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

    std::filesystem::path root(const char* name)
    {
        return std::filesystem::path(folder_.path().toStdString()) / name;
    }

private slots:
    void a_site_is_read_whole_and_in_order()
    {
        write("site/returns/how.html", "<h1>How</h1><p>So.</p>");
        write("site/index.html", "<nav>Home</nav>");
        write("site/costs.txt", "Costs\n\nNone.\n");
        write("site/faq.csv", "question,answer\nWhen?,Soon.\n");
        write("site/b.md", "# Bulbs\n\nLED only.\n");
        write("site/warranty.PDF", small_pdf());
        write("site/README.md", "about this folder");
        write("site/.git/x.md", "# no\n\nno\n");
        write("site/logo.png", "\x89PNG");
        const auto read = read_article_sources({root("site")}, {});
        for (const auto& error : read.errors)
            qWarning("%s:%d: %s", error.file.c_str(), error.line, error.what.c_str());
        QVERIFY(read.errors.empty());
        QCOMPARE(
            ids(read), (std::vector<std::string>{"b", "costs", "faq-when", "returns-how", "warranty"})
        );
        QCOMPARE(read.skipped.size(), std::size_t{1});
        QCOMPARE(read.articles[3].topic, "returns");
        QCOMPARE(read.articles[4].title, "Warranty of lamps");
        QCOMPARE(read.articles[4].body, "It lasts 24 months.");
        QCOMPARE(
            ids(read_article_sources({root("site/costs.txt"), root("site/b.md")}, {})),
            (std::vector<std::string>{"costs", "b"})
        );
    }

    void what_cannot_be_read_is_said_and_the_rest_is_still_looked_at()
    {
        write("bad/a.md", "# A\n\ntext\n");
        write("bad/sub/a.txt", "T\n\ntext\n");
        write("bad/broken.pdf", "this is no PDF");
        write("bad/empty.md", "");
        write("bad/a.html", "<h1>Another</h1><p>with the same id</p>");
        const auto read = read_article_sources({root("bad")}, {});
        QCOMPARE(read.errors.size(), std::size_t{3}); // the id twice, the PDF, the empty one
        QVERIFY(read_article_sources({root("absent")}, {}).errors.size() == 1);
        QVERIFY(read_article_sources({write("x.png", "x")}, {}).errors.size() == 1);
    }

    void ids_are_made_of_letters_and_digits_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("id");
        QTest::newRow("path") << "Help Center/Returns_2024" << "help-center-returns-2024";
        QTest::newRow("marks") << "--a//b--" << "a-b";
        QTest::newRow("umlaut") << QStringLiteral("rückgabe") << "r-ckgabe-";
        QTest::newRow("no letters") << QStringLiteral("退货") << "";
        QTest::newRow("long") << QString(300, QLatin1Char('a'))
                              << QString(90, QLatin1Char('a')) + QLatin1Char('-');
    }

    void ids_are_made_of_letters_and_digits()
    {
        QFETCH(QString, text);
        QFETCH(QString, id);
        const auto made = QString::fromStdString(article_id_of(text.toStdString()));
        QVERIFY2(made.startsWith(id), qPrintable(made));
        const bool whole = !id.isEmpty() && !id.endsWith(QLatin1Char('-'));
        QCOMPARE(made.size(), whole ? id.size() : id.size() + 8);
        QVERIFY(article_id_of("退货") != article_id_of("退款"));
    }
};

QTEST_APPLESS_MAIN(ArticleSourceTest)
#include "article_source_test.moc"
