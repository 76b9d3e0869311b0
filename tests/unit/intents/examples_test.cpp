#include "backend/bot/understanding/intents/examples.hpp"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace tandem;
using namespace tandem::bot;

namespace {

void write(const QTemporaryDir& folder, const char* name, std::string_view text)
{
    std::ofstream(folder.filePath(name).toStdString(), std::ios::binary) << text;
}

} // namespace

class ExamplesTest : public QObject
{
    Q_OBJECT

private slots:
    void each_format_says_the_same()
    {
        const std::vector<IntentExample> wanted{
            {"where, is it", "track"}, {"I \"want\" it back", "return"}
        };
        QCOMPARE(
            parse_examples(
                "a.csv", "text,label\n\"where, is it\",track\r\n\"I \"\"want\"\" it back\",return\n"
            )
                .value(),
            wanted
        );
        QCOMPARE(
            parse_examples("a.tsv", "label\ttext\ntrack\twhere, is it\nreturn\tI \"want\" it back").value(),
            wanted
        );
        const auto toml = parse_examples(
            "a.toml",
            "[intent.track]\nexamples = ['where, is it']\n[intent.return]\nexamples = ['I \"want\" it "
            "back']\n"
        );
        QVERIFY(toml.has_value());
        QCOMPARE(toml->size(), 2U);
        QVERIFY(std::ranges::is_permutation(*toml, wanted));
    }

    void what_is_wrong_is_said_with_its_place_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("no header") << "a.csv" << "hello,greet\n" << "a.csv:1: the first line";
        QTest::newRow("empty") << "a.tsv" << "" << "a.tsv:1: the first line";
        QTest::newRow("open quote") << "a.csv" << "text,label\nx,y\n\"hello,greet\n"
                                    << "a.csv:3: a quotation";
        QTest::newRow("too few fields") << "a.csv" << "text,label\nhello\n"
                                        << "a.csv:2: the number of fields";
        QTest::newRow("blank text") << "a.tsv" << "text\tlabel\n \tgreet\n" << "a.tsv:2: the text is empty";
        QTest::newRow("no label") << "a.tsv" << "text\tlabel\nhi\t\n" << "a.tsv:2: the label is empty";
        QTest::newRow("broken toml") << "a.toml" << "[intent.a]\nexamples = [\n" << "a.toml:";
        QTest::newRow("no intents") << "a.toml" << "x = 1\n" << "a.toml: there is no table";
        QTest::newRow("no list") << "a.toml" << "[intent.a]\nexample = ['x']\n" << "intent.a has no list";
        QTest::newRow("a number") << "a.toml" << "[intent.a]\nexamples = [1]\n"
                                  << "a.toml:2: an example is a text";
        QTest::newRow("foreign") << "a.xls" << "" << "a.xls: examples are in";
    }

    void what_is_wrong_is_said_with_its_place()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto result = parse_examples(name.toStdString(), text.toStdString());
        QVERIFY(!result.has_value());
        QCOMPARE(result.error().code, Errc::bad_request);
        const auto detail = QString::fromStdString(result.error().detail);
        QVERIFY2(detail.contains(says), qPrintable(detail));
    }

    void a_text_over_the_limit_is_refused()
    {
        const auto long_text = std::string(example_bytes_limit + 1, 'x');
        const auto result = parse_examples("a.tsv", "text\tlabel\n" + long_text + "\tgreet\n");
        QCOMPARE(result.error().code, Errc::too_large);
    }

    void a_folder_is_read_in_the_order_of_names()
    {
        const QTemporaryDir folder;
        write(folder, "b.csv", "text,label\nsecond,y\n");
        write(folder, "a.tsv", "text\tlabel\nfirst\tx\n");
        write(folder, "notes.txt", "not an example");
        const auto result = read_examples(folder.path().toStdString());
        QCOMPARE(result.value(), (std::vector<IntentExample>{{"first", "x"}, {"second", "y"}}));
    }

    void a_folder_without_examples_and_a_missing_file_are_not_found()
    {
        const QTemporaryDir folder;
        QCOMPARE(read_examples(folder.path().toStdString()).error().code, Errc::not_found);
        QCOMPARE(read_examples(folder.filePath("none.csv").toStdString()).error().code, Errc::not_found);
    }

    void comments_and_empty_lines_are_left_out()
    {
        QCOMPARE(parse_lines("# head\none\n\ntwo"), (std::vector<std::string>{"one", "two"}));
    }
};

QTEST_APPLESS_MAIN(ExamplesTest)
#include "examples_test.moc"
