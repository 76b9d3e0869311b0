#include "tests/support/client/processes.hpp"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace tandem::testing;

// Every scenario for a few seconds, against the real server. Numbers are for people; here it matters that
// the load does what its scenario says and that its counts agree with each other.
class LoadSmokeTest : public QObject
{
    Q_OBJECT

private:
    ModelServerProcess m_model;
    std::unique_ptr<ServerProcess> m_server;
    QTemporaryDir m_folder;

    // Runs tandem-load against the server; its report. Fails the test when it does not end well.
    QJsonObject load(const QStringList& arguments)
    {
        const QString report = m_folder.filePath("report.json");
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("TANDEM_LOAD_AGENT_PASSWORD", "correct horse battery");
        process.setProcessEnvironment(environment);
        process.start(
            TANDEM_LOAD,
            arguments + QStringList{"--turn-limit", "20", "--json", report, "--picture", picture()}
        );
        const bool ended = process.waitForFinished(60'000);
        const QByteArray output = process.readAll();
        if (!ended || process.exitCode() != 0) {
            qWarning().noquote() << output << m_server->log().last(2'000);
            return {};
        }
        QFile file(report);
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }

    QString picture() const { return m_folder.filePath("picture.svg"); }

    QStringList toServer() const
    {
        return {"--port", QString::number(m_server->port()), "--pid", QString::number(m_server->pid())};
    }

    static QJsonObject measured(const QJsonObject& report) { return report["stretches"][1].toObject(); }

private slots:
    void initTestCase()
    {
        m_model.start({"--first", "50", "--every", "5", "--tokens", "20"});
        auto settings = m_model.settings();
        settings["limits"] = "customer_messages_per_minute = 100000\ncustomer_message_burst = 1000";
        m_server = std::make_unique<ServerProcess>(settings);
        m_server->importKnowledge(TANDEM_SOURCE_DIR "/resources/knowledge/articles");
        for (const auto* login : {"load-1", "load-2"})
            m_server->addAgent(login, login, "correct horse battery");
        m_server->start();
    }

    void turns_are_answered_and_nothing_is_lost()
    {
        const auto report = load(
            QStringList{
                "turns", "--customers", "50", "--rate", "20", "--seconds", "4", "--processes", "2"
            } +
            toServer()
        );
        QCOMPARE(report["opened"].toInt(), 50);
        const auto turns = measured(report);
        QVERIFY(turns["due"].toInt() > 40);
        QCOMPARE(turns["sent"], turns["due"]);
        QCOMPARE(turns["accepted"], turns["sent"]);
        QCOMPARE(turns["answered"], turns["sent"]);
        QCOMPARE(report["stored"], report["said"]);
        QCOMPARE(report["answers"], report["said"]);
        QCOMPARE(turns["first_token"]["count"], turns["answered"]);
        QVERIFY(turns["first_token"]["p50_ms"].toDouble() >= 50); // the model's own time
        const auto server = report["usage"]["server"].toObject();
        QVERIFY(server["cpu_seconds_per_1000_turns"].toDouble() > 0);
        QVERIFY(server["rss_bytes_at_end"].toDouble() > 0);
        QFile drawn(picture());
        QVERIFY(drawn.open(QIODevice::ReadOnly));
        QVERIFY(drawn.readAll().endsWith("</svg>\n"));
    }

    void idle_conversations_stay_open()
    {
        const auto report =
            load(QStringList{"open", "--customers", "50", "--begin", "--seconds", "2"} + toServer());
        QCOMPARE(report["opened"].toInt(), 50);
        QCOMPARE(report["stored"].toInt(), 50);
        QVERIFY(report["closed"].toObject().isEmpty());
        QVERIFY(report["openings_per_second"].toDouble() > 0);
    }

    void everybody_comes_back_from_a_storm()
    {
        const auto report = load(
            QStringList{"storm", "--customers", "50", "--begin", "--rate", "10", "--seconds", "4"} +
            toServer()
        );
        QCOMPARE(report["reconnects"].toInt(), 50);
        QCOMPARE(report["back"]["count"].toInt(), 50);
    }

    void others_are_served_while_some_do_not_read()
    {
        const auto report = load(
            QStringList{"slow", "--customers", "40", "--rate", "15", "--seconds", "4", "--share", "0.25"} +
            toServer()
        );
        const auto turns = measured(report);
        QVERIFY(turns["answered"].toInt() > 30);
        QCOMPARE(turns["answered"], turns["sent"]); // the slow ones have read again before the end
    }

    void agents_take_whoever_asks()
    {
        const auto report = load(
            QStringList{
                "agents",
                "--customers",
                "20",
                "--begin",
                "--agents",
                "2",
                "--rate",
                "5",
                "--ask-rate",
                "3",
                "--take-rate",
                "1",
                "--seconds",
                "4"
            } +
            toServer()
        );
        const auto agents = report["agents"].toObject();
        QCOMPARE(agents["signed_in"].toInt(), 2);
        QVERIFY(agents["asked"].toInt() > 2);
        QVERIFY(agents["taken"].toInt() > 0);
        QVERIFY(report["screen"]["count"].toInt() >= agents["taken"].toInt());
        QVERIFY(report["assigned"]["count"].toInt() > 0);
    }

    void overload_is_a_step_up_and_down()
    {
        const auto report = load(
            QStringList{
                "overload", "--customers", "60", "--rate", "10", "--factor", "3", "--seconds", "3"
            } +
            toServer()
        );
        const int before = report["stretches"][1]["due"].toInt();
        const int during = report["stretches"][2]["due"].toInt();
        const int after = report["stretches"][3]["due"].toInt();
        QVERIFY2(during > before && during > after, qPrintable(QString::number(during)));
    }

    void a_killed_server_has_everybody_back()
    {
        QCOMPARE(m_server->terminate(), 0);
        const QString command =
            QString(TANDEM_BINARY " serve --config %1/tandem.toml 2>%1/again.log").arg(m_server->folder());
        const auto report = load(
            {"storm",
             "--kill",
             "--customers",
             "30",
             "--begin",
             "--rate",
             "5",
             "--seconds",
             "4",
             "--serve",
             command}
        );
        QCOMPARE(report["opened"].toInt(), 30);
        QVERIFY(report["back"]["count"].toInt() >= 30);
        QVERIFY(report["server_start_seconds"].toDouble() > 0);
        QVERIFY(report["usage"]["server"]["rss_bytes_at_end"].toDouble() > 0);
    }
};

QTEST_GUILESS_MAIN(LoadSmokeTest)
#include "load_smoke_test.moc"
