#include "backend/bot/tools/tool_file.hpp"

#include "backend/util/toml_reader.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tandem;
using namespace tandem::bot;

namespace {

struct Folder
{
    QTemporaryDir dir;
    std::filesystem::path write(const QByteArray& text, const char* name = "t.toml")
    {
        QFile file(dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write(text);
        return file.fileName().toStdString();
    }
};

const QByteArray shop = "[service.shop]\nurl = \"https://shop.example\"\n";

QString complaint(const QByteArray& text)
{
    Folder folder;
    try {
        static_cast<void>(read_tools(folder.write(text)));
    } catch (const FileError& error) {
        return QString::fromUtf8(error.what()).remove(folder.dir.path() + "/");
    }
    return {};
}

} // namespace

class ToolFileTest : public QObject
{
    Q_OBJECT

private slots:
    void mistakes_are_named_with_line_and_key_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& text, const char* says) {
            QTest::addRow("%s", name) << text << says;
        };
        row("no url", "[service.shop]\n", "t.toml:1: service.shop.url: is missing");
        row("another scheme",
            "[service.shop]\nurl = \"file:///etc\"\n",
            "t.toml:2: service.shop.url: must be http");
        row("a path", "[service.shop]\nurl = \"http://a.example/x\"\n", "service.shop.url: must be http");
        row("a user", "[service.shop]\nurl = \"http://a@b.example\"\n", "service.shop.url: must be http");
        row("a secret in the file",
            shop + "secret = \"x\"\n",
            "t.toml:3: service.shop.secret: does not belong");
        row("unknown key", shop + "colour = 1\n", "t.toml:3: service.shop.colour: there is no such key");
        row("no service",
            "[tool.a]\nservice = \"x\"\npath = \"/\"\n",
            "t.toml:2: tool.a.service: there is no [service.x]");
        row("no path", shop + "[tool.a]\nservice = \"shop\"\n", "t.toml:3: tool.a.path: is missing");
        row("a query",
            shop + "[tool.a]\nservice = \"shop\"\npath = \"/a?b=c\"\n",
            "t.toml:5: tool.a.path: must begin");
        row("no such parameter",
            shop + "[tool.a]\nservice = \"shop\"\npath = \"/{b}\"\n",
            "tool.a.path: {b} is no parameter");
        row("a method",
            shop + "[tool.a]\nservice = \"shop\"\npath = \"/\"\nmethod = \"LOOK\"\n",
            "t.toml:6: tool.a.method");
        row("writes and says no",
            shop + "[tool.a]\nservice = \"shop\"\npath = \"/\"\nmethod = \"DELETE\"\nwrites = false\n",
            "t.toml:7: tool.a.writes: DELETE changes something");
        row("retries of a write",
            shop + "[tool.a]\nservice = \"shop\"\npath = \"/\"\nmethod = \"POST\"\nretries = 1\n",
            "t.toml:7: tool.a.retries: must be from 0 to 0");
        row("a pattern",
            shop + "[tool.a]\nservice = \"shop\"\npath = \"/\"\n[tool.a.parameters]\nb = { pattern = \"(\" "
                   "}\n",
            "t.toml:7: tool.a.parameters.b.pattern: is no pattern");
        row("a time",
            shop + "[tool.a]\nservice = \"shop\"\npath = \"/\"\ntimeout_ms = 1\n",
            "t.toml:6: tool.a.timeout_ms");
        row("a body of a GET",
            shop +
                "[tool.a]\nservice = \"shop\"\npath = \"/\"\n[tool.a.parameters]\nb = { in = \"body\" }\n",
            "tool.a.parameters.b.in: must be");
    }
    void mistakes_are_named_with_line_and_key()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const auto said = complaint(text);
        QVERIFY2(said.contains(says), qPrintable("it says: " + said));
    }

    void what_writes_is_known_without_saying_so()
    {
        Folder folder;
        const auto file = read_tools(folder.write(
            shop + "[tool.a]\nservice = \"shop\"\npath = \"/\"\n[tool.b]\nservice = \"shop\"\npath = "
                   "\"/\"\nmethod = \"POST\"\n"
        ));
        QCOMPARE(file.tools[0].writes, false);
        QCOMPARE(file.tools[0].retries, 1);
        QCOMPARE(file.tools[1].writes, true);
        QCOMPARE(file.tools[1].retries, 0);
    }

    void secrets_come_from_elsewhere()
    {
        Folder folder;
        const auto secret = folder.write("s3cret\n", "key");
        const QByteArray text = shop + "secret_file = \"key\"\n";
        std::filesystem::permissions(
            secret, std::filesystem::perms::owner_read | std::filesystem::perms::others_read
        );
        QVERIFY_THROWS_EXCEPTION(FileError, static_cast<void>(read_tools(folder.write(text))));
        std::filesystem::permissions(secret, std::filesystem::perms::owner_read);
        QCOMPARE(read_tools(folder.write(text)).services[0].secret, std::string("s3cret"));
        qputenv("TANDEM_TEST_SECRET", "from outside");
        qputenv("TANDEM_TEST_URL", "http://127.0.0.1:9/");
        const auto file = read_tools(
            folder.write(shop + "secret_env = \"TANDEM_TEST_SECRET\"\nurl_env = \"TANDEM_TEST_URL\"\n")
        );
        QCOMPARE(file.services[0].secret, std::string("from outside"));
        QCOMPARE(file.services[0].url, std::string("http://127.0.0.1:9"));
    }

    void the_sample_shop_is_fine()
    {
        const auto file = read_tools(TANDEM_SOURCE_DIR "/resources/knowledge/tools");
        QCOMPARE(file.tools.size(), std::size_t(5));
    }
};

QTEST_APPLESS_MAIN(ToolFileTest)
#include "tool_file_test.moc"
