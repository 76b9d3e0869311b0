#include "tests/support/client/processes.hpp"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace tandem::testing;

class LoadSmokeTest : public QObject
{
    Q_OBJECT

private slots:
    void fifty_customers_lose_nothing()
    {
        ModelServerProcess model;
        model.start({"--first", "50", "--every", "5", "--tokens", "20"});
        auto settings = model.settings();
        settings["limits"] = "customer_messages_per_minute = 100000\ncustomer_message_burst = 1000";
        ServerProcess server(settings);
        server.importKnowledge(TANDEM_SOURCE_DIR "/resources/knowledge/articles");
        server.start();

        const QTemporaryDir folder;
        const QString report = folder.filePath("report.json");
        QProcess load;
        load.setProcessChannelMode(QProcess::MergedChannels);
        load.start(
            TANDEM_LOAD,
            {"--port",
             QString::number(server.port()),
             "--customers",
             "50",
             "--rate",
             "20",
             "--seconds",
             "6",
             "--ramp",
             "1",
             "--turn-limit",
             "20",
             "--server-pid",
             QString::number(server.pid()),
             "--json",
             report}
        );
        QVERIFY(load.waitForFinished(50'000));
        const QByteArray output = load.readAll();
        QVERIFY2(load.exitCode() == 0, output + server.log());

        QFile file(report);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject result = QJsonDocument::fromJson(file.readAll()).object();
        QCOMPARE(result["connected"].toInt(), 50);
        QVERIFY2(result["due"].toInt() > 60, output);
        QCOMPARE(result["accepted"].toInt(), result["sent"].toInt());
        QVERIFY2(result["answered"].toInt() > result["due"].toInt() / 2, output);
        QVERIFY(result["first_token"].toObject()["p50_ms"].toDouble() > 0);
        QVERIFY(result["server_rss_bytes_after"].toDouble() > 0);
        QCOMPARE(server.terminate(), 0);
    }
};

QTEST_GUILESS_MAIN(LoadSmokeTest)
#include "load_smoke_test.moc"
