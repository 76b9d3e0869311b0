#include "backend/app/config.hpp"

#include "backend/app/business.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <set>

using namespace tandem::app;

namespace {

struct Folder
{
    QTemporaryDir dir;

    std::filesystem::path write(const QByteArray& text, const char* name = "tandem.toml")
    {
        QFile file(dir.filePath(name));
        if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
        file.write(text);
        return file.fileName().toStdString();
    }
};

std::string complaint_about(const QByteArray& text)
{
    Folder folder;
    try {
        static_cast<void>(load_config(folder.write(text)));
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "none";
}

} // namespace

class ConfigTest : public QObject
{
    Q_OBJECT

private slots:
    void an_empty_file_is_fine();
    void mistakes_are_named_with_line_and_key_data();
    void mistakes_are_named_with_line_and_key();
    void paths_are_relative_to_the_file();
    void flows_and_tools_are_checked_with_the_configuration();
    void secrets_come_from_elsewhere();
    void what_is_printed_can_be_read_again();
    void every_key_is_in_the_table_once();
    void the_reference_is_up_to_date();
};

void ConfigTest::an_empty_file_is_fine()
{
    Folder folder;
    const auto config = load_config(folder.write(""));
    QCOMPARE(config.server.port, std::int64_t(8080));
    QCOMPARE(config.server.address, std::string("127.0.0.1"));
}

void ConfigTest::mistakes_are_named_with_line_and_key_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* text, const char* expected) {
        QTest::addRow("%s", name) << QByteArray(text) << QByteArray(expected);
    };
    row("unknown",
        "[server]\nprot = 1\n",
        "tandem.toml:2: server.prot: there is no such key; did you mean server.port?");
    row("type", "[server]\n\nport = \"80\"\n", "tandem.toml:3: server.port: must be a whole number");
    row("range", "[server]\nport = 70000\n", "tandem.toml:2: server.port: must be from 0 to 65535");
    row("choice",
        "[model]\nkind = \"magic\"\n",
        "tandem.toml:2: model.kind: must be one of extractive, openai, anthropic");
    row("list", "[server]\nhosts = [1]\n", "tandem.toml:2: server.hosts: must be an array of strings");
    row("no section", "port = 1\n", "tandem.toml:1: port: belongs into a [section]");
    row("syntax", "[server\n", "tandem.toml:1: ");
    row("secret", "[model]\napi_key = \"s3cret\"\n", "tandem.toml:2: model.api_key: is a secret");
    row("provider as a table",
        "[provider]\nkind = \"openai\"\n",
        "tandem.toml:1: provider: is written as [[provider]]");
    row("unknown in a provider",
        "[[provider]]\nmodle = 1\n",
        "tandem.toml:2: provider.modle: there is no such key; did you mean provider.");
    row("incomplete provider",
        "[model]\nkind = \"openai\"\nbase_url = \"http://x\"\nname = \"m\"\n[[provider]]\nkind = "
        "\"anthropic\"\n",
        "tandem.toml:5: provider.base_url: is needed for provider.kind = \"anthropic\"");
    row("provider without a model",
        "[[provider]]\nbase_url = \"http://x\"\nname = \"m\"\n",
        "provider: needs a model.kind other than extractive");
    row("cap without a price",
        "[model]\nkind = \"openai\"\nbase_url = \"http://x\"\nname = \"m\"\nbudget_day = 5\n",
        "model.budget_day: and the other caps need the prices");
    row("no such variable",
        "[model]\nkind = \"openai\"\nbase_url = \"http://x\"\nname = \"m\"\napi_key_env = "
        "\"TANDEM_NOT_SET\"\n",
        "model.api_key_env: there is no variable TANDEM_NOT_SET");
    row("together", "[model]\nkind = \"openai\"\n", "model.base_url: is needed");
    row("no database", "[storage]\nengine = \"postgres\"\n", "storage.postgres_url: is needed");
    row("password in a URL",
        "[storage]\npostgres_url = \"postgresql://tandem:s3cret@db/tandem\"\n",
        "storage.postgres_url: must not hold the password");
    row("password in the parameters",
        "[storage]\npostgres_url = \"host=db password=s3cret\"\n",
        "storage.postgres_url: must not hold the password");
    row("password elsewhere", "[storage]\npostgres_password = \"s3cret\"\n", "is a secret");
    row("no Redis",
        "[backplane]\nengine = \"redis\"\nredis_url = \"127.0.0.1\"\n",
        "backplane.redis_url: must be");
    row("password in a Redis URL",
        "[backplane]\nengine = \"redis\"\nredis_url = \"redis://u:s3cret@h\"\n",
        "backplane.redis_url: must be");
    row("Redis password elsewhere", "[backplane]\nredis_password = \"s3cret\"\n", "is a secret");
    row("a Sentinel",
        "[backplane]\nengine = \"redis\"\nredis_sentinels = [\"a b\"]\n",
        "backplane.redis_sentinels: must be");
    row("a prefix",
        "[backplane]\nengine = \"redis\"\nredis_prefix = \"a/b\"\n",
        "backplane.redis_prefix: must");
    row("half of TLS",
        "[server]\ntls_key = \"key.pem\"\n",
        "server.tls_certificate: and server.tls_key go together");
}

void ConfigTest::mistakes_are_named_with_line_and_key()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto complaint = complaint_about(text);
    QVERIFY2(complaint.find(expected.constData()) != std::string::npos, complaint.c_str());
    QVERIFY(complaint.find("s3cret") == std::string::npos);
}

void ConfigTest::paths_are_relative_to_the_file()
{
    Folder folder;
    const auto config = load_config(folder.write("[storage]\nfolder = \"data\"\n"));
    QCOMPARE(QString::fromStdString(config.storage.folder), folder.dir.filePath("data"));
}

void ConfigTest::flows_and_tools_are_checked_with_the_configuration()
{
    Folder folder;
    const auto sample = QByteArray(TANDEM_SOURCE_DIR "/resources/knowledge/");
    check_business(load_config(
        folder.write("[bot]\nflows = \"" + sample + "flows\"\ntools = \"" + sample + "tools\"\n")
    ));
    const auto complaint = [&](const QByteArray& text) {
        try {
            check_business(load_config(folder.write(text)));
        } catch (const ConfigError& error) {
            return std::string(error.what());
        }
        return std::string("none");
    };
    // Without the tools that they call, the flows are wrong.
    QVERIFY(complaint("[bot]\nflows = \"" + sample + "flows\"\n").contains("there is no tool get_order"));
    static_cast<void>(folder.write("[tool.a]\nservice = \"none\"\n", "tools.toml"));
    const auto said = complaint("[bot]\ntools = \"tools.toml\"\n");
    QVERIFY2(
        said.starts_with("bot.tools: ") && said.contains("tools.toml:2: tool.a.service: "), said.c_str()
    );
    QVERIFY(complaint("[bot]\nflows = \"nowhere.toml\"\n").contains("nowhere.toml: no such file"));
}

void ConfigTest::secrets_come_from_elsewhere()
{
    Folder folder;
    const auto key = folder.write("from a file\n", "key");
    const auto file = folder.write("[model]\napi_key_file = \"key\"\n");
    std::filesystem::permissions(
        key, std::filesystem::perms::owner_all | std::filesystem::perms::others_read
    );
    QVERIFY_THROWS_EXCEPTION(ConfigError, static_cast<void>(load_config(file)));
    std::filesystem::permissions(key, std::filesystem::perms::owner_read);
    QCOMPARE(load_config(file).model.api_key, std::string("from a file"));
    qputenv("TANDEM_MODEL_API_KEY", "from the environment");
    const auto config = load_config(file);
    qunsetenv("TANDEM_MODEL_API_KEY");
    QCOMPARE(config.model.api_key, std::string("from the environment"));
    QVERIFY(print_config(config).find("from the environment") == std::string::npos);

    qputenv("TEST_SECOND_KEY", "of the second");
    const auto two = load_config(folder.write(
        "[model]\nkind = \"openai\"\nbase_url = \"http://x\"\nname = \"m\"\n"
        "[[provider]]\nbase_url = \"http://z\"\nname = \"o\"\napi_key_env = \"TEST_SECOND_KEY\"\n"
    ));
    qunsetenv("TEST_SECOND_KEY");
    QCOMPARE(two.providers.front().api_key, std::string("of the second"));
    QVERIFY(print_config(two).find("of the second") == std::string::npos);

    qputenv("TANDEM_POSTGRES_PASSWORD", "of the database");
    const auto postgres =
        load_config(folder.write("[storage]\npostgres_url = \"postgresql://u@[::1]:5432/d\"\n"));
    qunsetenv("TANDEM_POSTGRES_PASSWORD");
    QCOMPARE(postgres.storage.postgres_password, std::string("of the database"));
    QVERIFY(print_config(postgres).find("of the database") == std::string::npos);

    const auto of_redis = folder.write("of redis\n", "redis");
    std::filesystem::permissions(of_redis, std::filesystem::perms::owner_read);
    const auto redis = load_config(folder.write("[backplane]\nredis_password_file = \"redis\"\n"));
    QCOMPARE(redis.backplane.redis_password, std::string("of redis"));
    QVERIFY(print_config(redis).find("of redis") == std::string::npos);
}

void ConfigTest::what_is_printed_can_be_read_again()
{
    Folder folder;
    auto config = load_config(
        folder.write("[server]\nport = 1234\nhosts = [\"a\", \"b\\\"c\"]\n[bot]\nconfident = 0.25\n"
                     "[model]\nkind = \"openai\"\nbase_url = \"http://x\"\nname = \"m\"\n"
                     "[[provider]]\nkind = \"anthropic\"\nbase_url = \"http://y\"\nname = \"n\"\n"
                     "[[provider]]\nbase_url = \"http://z\"\nname = \"o\"\ninput_price = 2.5\n")
    );
    const auto printed = print_config(config);
    const auto again = load_config(folder.write(QByteArray::fromStdString(printed), "again.toml"));
    QCOMPARE(print_config(again), printed);
    QCOMPARE(again.server.hosts, (std::vector<std::string>{"a", "b\"c"}));
    QCOMPARE(again.providers.size(), 2U);
    QCOMPARE(again.providers.at(0).kind, std::string("anthropic"));
    QCOMPARE(again.providers.at(1).input_price, 2.5);
}

void ConfigTest::every_key_is_in_the_table_once()
{
    Config config;
    std::set<std::string> paths;
    std::set<const void*> targets;
    for (const auto& key : keys_of(config)) {
        QVERIFY2(paths.insert(key.path).second, key.path.c_str());
        QVERIFY2(
            std::visit([&](auto* target) { return targets.insert(target).second; }, key.target),
            key.path.c_str()
        );
        QVERIFY2(key.meaning.ends_with("."), key.path.c_str());
    }
}

void ConfigTest::the_reference_is_up_to_date()
{
    QFile file(TANDEM_SOURCE_DIR "/installer/configuration.md");
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY2(
        file.readAll() == QByteArray::fromStdString(config_reference()),
        "run: tandem config reference > installer/configuration.md"
    );
}

QTEST_GUILESS_MAIN(ConfigTest)
#include "config_test.moc"
