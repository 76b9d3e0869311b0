#include "shared/text/markdown.hpp"

#include "shared/base/random.hpp"
#include "tests/unit/text/vectors.hpp"

#include <ctime>
#include <malloc.h>

using namespace tandem::text;

namespace {

QJsonArray to_json(const std::vector<Block>& blocks)
{
    static constexpr const char* kinds[] = {"paragraph", "bullet", "numbered", "code", "heading"};
    QJsonArray result;
    for (const Block& block : blocks) {
        QJsonObject object{{"kind", kinds[static_cast<int>(block.kind)]}};
        if (block.number != 0) object["number"] = block.number;
        QJsonArray spans;
        for (const Span& span : block.spans) {
            QJsonObject item{{"text", QString::fromStdString(span.text)}};
            if (span.bold) item["bold"] = true;
            if (span.italic) item["italic"] = true;
            if (span.code) item["code"] = true;
            if (!span.link.empty()) item["link"] = QString::fromStdString(span.link);
            spans.append(item);
        }
        object["spans"] = spans;
        result.append(object);
    }
    return result;
}

QByteArray print(const QJsonArray& blocks) { return QJsonDocument(blocks).toJson(QJsonDocument::Compact); }

std::string repeat(std::string_view piece, std::size_t bytes)
{
    std::string text;
    while (text.size() < bytes)
        text += piece;
    return text;
}

} // namespace

class MarkdownTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        // Memory once had is kept, or what is measured is the kernel handing out pages.
        mallopt(M_MMAP_THRESHOLD, 1 << 30);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
    }

    void parses_as_the_shared_vectors_say_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::addColumn<QJsonArray>("blocks");
        const QJsonArray vectors = readVectors("markdown_vectors.json");
        QVERIFY(vectors.size() >= 60);
        for (const auto& entry : vectors) {
            const QJsonObject vector = entry.toObject();
            QTest::addRow("%s", qPrintable(vector["name"].toString()))
                << vector["markdown"].toString() << vector["blocks"].toArray();
        }
    }
    void parses_as_the_shared_vectors_say()
    {
        QFETCH(QString, markdown);
        QFETCH(QJsonArray, blocks);
        QCOMPARE(print(to_json(parse_markdown(markdown.toStdString()))), print(blocks));
    }

    void whatever_comes_every_span_has_text_and_every_link_is_allowed()
    {
        static constexpr std::string_view pieces[] = {
            "*",
            "**",
            "_",
            "`",
            "``",
            "```\n",
            "[",
            "]",
            "](",
            ")",
            "!",
            "<",
            ">",
            "\\",
            "\n",
            "\n\n",
            "- ",
            "1. ",
            "# ",
            "a",
            " ",
            "https://a.example",
            "javascript:x",
            "mailto:a@b",
            "article:x",
            "\xC3\xBC",
            "(",
            "@",
            "3"
        };
        tandem::SeededRandom random(7);
        for (int round = 0; round < 20'000; ++round) {
            std::string text;
            for (auto n = random.below(24); n > 0; --n)
                text += pieces[random.below(std::size(pieces))];
            for (const Block& block : parse_markdown(text)) {
                QVERIFY(!block.spans.empty());
                for (const Span& span : block.spans) {
                    QVERIFY2(!span.text.empty(), text.c_str());
                    QVERIFY2(span.link.empty() || is_allowed_link(span.link), text.c_str());
                }
            }
        }
    }

    void takes_time_in_proportion_to_the_text_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (const char* piece :
             {"*",
              "**a",
              "*a ",
              "_a",
              "*a_b ",
              "`",
              "`a",
              "``a`",
              "[",
              "[a",
              "]",
              "](",
              "[a](",
              "[a](https://b",
              "[a](https://b)",
              "![",
              "![a](b)",
              "<https://",
              "https://",
              "https://a.example/)))",
              "https://(",
              "\\",
              "\n",
              "- ",
              "- a\n",
              "1. ",
              "# a\n",
              "```\n",
              "````````````````\n",
              "a*b_c`d[e](f)",
              "h"})
            QTest::addRow("%s", piece) << QByteArray(piece);
    }
    void takes_time_in_proportion_to_the_text()
    {
        QFETCH(QByteArray, piece);
        // Processor time and the best of some runs: other programs must not make this test fail.
        const auto seconds = [&](std::size_t bytes) {
            const std::string text = repeat(piece.toStdString(), bytes);
            double best = 1e9;
            for (int run = 0; run < 3; ++run) {
                const auto start = std::clock();
                (void)parse_markdown(text);
                best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
            }
            return best;
        };
        const double large = seconds(512 * 1024);
        const double small = std::max(seconds(64 * 1024), 0.001);
        QVERIFY2(large < small * 24, "quadratic work would take 64 times as long");
    }

    void plain_text_keeps_the_words_and_the_list_markers()
    {
        QCOMPARE(
            plain_text(
                "# Returns\nDo **this**:\n\n1. open [orders](https://a.example)\n2. `wait`\n- or call"
            ),
            std::string("Returns\nDo this:\n1. open orders\n2. wait\n- or call")
        );
        QCOMPARE(plain_text(""), std::string());
    }

    void links_are_allowed_by_a_short_list_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("allowed");
        for (const char* good :
             {"https://a",
              "http://a.example/x?y=1#z",
              "HTTPS://A",
              "https://a:8443/",
              "mailto:a@b.example",
              "article:return-window",
              "https://a.example/@user"})
            QTest::addRow("%s", good) << good << true;
        for (const char* bad :
             {"",
              "https",
              "https:",
              "https:/a",
              "https://",
              "https:///a",
              "https://?a",
              "https://u@a",
              "ftp://a",
              "javascript:alert(1)",
              " https://a",
              "https://a b",
              "https://a\tb",
              "https://a\\b",
              "https://a\"b",
              "https://<a>",
              "data:text/html,x",
              "mailto:",
              "article:",
              "article:a/b",
              "article:a b",
              "//a",
              "/a",
              "vbscript:x",
              "file:///etc/passwd",
              "https://[::1]/",
              "java\nscript:x"})
            QTest::addRow("not %s", bad) << bad << false;
        QTest::addRow("article id too long") << "article:" + QString(129, 'a') << false;
    }
    void links_are_allowed_by_a_short_list()
    {
        QFETCH(QString, target);
        QFETCH(bool, allowed);
        QCOMPARE(is_allowed_link(target.toStdString()), allowed);
    }
};

QTEST_GUILESS_MAIN(MarkdownTest)
#include "markdown_test.moc"
