#include "backend/bot/flows/flow_file.hpp"

#include "backend/util/toml_reader.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tandem;
using namespace tandem::bot;

namespace {

const std::vector<ToolFace> tools{
    {"cancel", true, {"order"}},
    {"look", false, {"order"}},
};

const QByteArray head = "id = \"f\"\ntitle = \"F\"\nexamples = [\"a\", \"b\", \"c\"]\n";
const QByteArray order =
    "[[step]]\nid = \"o\"\ncollect = \"order\"\nkind = \"order_number\"\nask.en = \"Which?\"\n";

QString complaint(const QByteArray& text)
{
    QTemporaryDir folder;
    QFile file(folder.filePath("f.toml"));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
    file.write(text);
    file.close();
    try {
        static_cast<void>(read_flows(file.fileName().toStdString(), tools));
    } catch (const FileError& error) {
        return QString::fromUtf8(error.what()).remove(folder.path() + "/");
    }
    return {};
}

} // namespace

class FlowFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mistakes_are_named_with_line_and_key_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& text, const char* says) {
            QTest::addRow("%s", name) << text << says;
        };
        row("no TOML", "id = ", "f.toml:1: ");
        row("no title", "id = \"f\"\n", "f.toml:1: title: is missing");
        row("unknown key", head + "colour = 1\n" + order, "f.toml:4: colour: there is no such key");
        row("unknown key in a step",
            head + order + "asks.en = \"x\"\n",
            "f.toml:9: step.asks: there is no such key");
        row("wrong type", "id = 7\n", "f.toml:1: id: must be a text in quotes");
        row("no steps", head, "step: 1 to 100 are needed");
        row("unknown kind",
            head + "[[step]]\nid = \"o\"\ncollect = \"x\"\nkind = \"colour\"\n",
            "f.toml:7: step.kind: must be");
        row("no English", head + "[[step]]\nid = \"o\"\nsay.de = \"x\"\n", "needs a text in English");
        row("two kinds of step",
            head + "[[step]]\nid = \"o\"\nsay.en = \"x\"\ncall = \"look\"\n",
            "a step has one of");
        row("no such step", head + order + "then = \"p\"\n", "f.toml:9: step.then: there is no step p");
        row("two of one name", head + order + order, "there are two steps o");
        row("no such slot",
            head + order + "[[step]]\nid = \"s\"\nsay.en = \"{total}\"\n",
            "f.toml:11: step.say: {total} is neither collected nor saved");
        row("no such tool",
            head + order + "[[step]]\nid = \"c\"\ncall = \"x\"\n",
            "f.toml:11: step.call: there is no tool x");
        row("an argument is missing",
            head + order + "[[step]]\nid = \"c\"\ncall = \"look\"\n",
            "look needs order");
        row("an argument too many",
            head + order +
                "[[step]]\nid = \"c\"\ncall = \"look\"\narguments = { order = \"{order}\", x = \"1\" }\n",
            "f.toml:12: step.arguments: look has no parameter x");
        row("a write without a confirmation",
            head + order + "[[step]]\nid = \"c\"\ncall = \"cancel\"\narguments = { order = \"{order}\" }\n",
            "f.toml:11: step.call: cancel writes: the step before it must be a confirm");
        const QByteArray confirmed =
            "[[step]]\nid = \"s\"\nconfirm.en = \"Sure?\"\n[[step]]\nid = \"c\"\ncall = "
            "\"cancel\"\narguments = { order = \"{order}\" }\n";
        row("a way past the confirmation",
            head + order + "then = \"c\"\n" + confirmed,
            "step.then: leads to a tool that writes, past its confirmation");
        row("a branch past the confirmation",
            head + order +
                "[[step]]\nid = \"b\"\nbranch = \"order\"\ncases = [{ is = [\"x\"], then = \"c\" "
                "}]\notherwise = \"end\"\n" +
                confirmed,
            "step.cases: leads to a tool that writes, past its confirmation");
        row("a confirmation of nothing",
            head + order + "[[step]]\nid = \"s\"\nconfirm.en = \"Sure?\"\n",
            "step.confirm: the step behind it must be a call");
        row("a pattern that is none",
            head +
                "[[step]]\nid = \"o\"\ncollect = \"x\"\nkind = \"text\"\nask.en = \"?\"\npattern = \"(\"\n",
            "f.toml:9: step.pattern: is no pattern");
    }

    void mistakes_are_named_with_line_and_key()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const auto said = complaint(text);
        QVERIFY2(said.contains(says), qPrintable("it says: " + said));
    }

    void a_good_one_is_read()
    {
        QCOMPARE(complaint(head + order), QString());
        QCOMPARE(
            complaint(
                head + order +
                "[[step]]\nid = \"s\"\nconfirm.en = \"Sure?\"\n[[step]]\nid = \"c\"\ncall = "
                "\"cancel\"\narguments = { "
                "order = \"{order}\" }\n"
            ),
            QString()
        );
    }

    void a_folder_without_flows_is_a_mistake()
    {
        const QTemporaryDir folder;
        QVERIFY_THROWS_EXCEPTION(
            FileError, static_cast<void>(read_flows(folder.path().toStdString(), tools))
        );
        QVERIFY_THROWS_EXCEPTION(FileError, static_cast<void>(read_flows("/nowhere.toml", tools)));
    }
};

QTEST_APPLESS_MAIN(FlowFileTest)
#include "flow_file_test.moc"
