#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace tandem::testing {

// A program that prints "listening on 127.0.0.1:PORT" when it is ready. It dies with whoever started it.
// Not thread-safe. Failures throw std::runtime_error with the end of the program's log.
class ListeningProcess
{
public:
    ListeningProcess(QString program, QString logFile);
    ~ListeningProcess(); // kills what still runs

    void start(const QStringList& arguments);
    void kill();                         // SIGKILL, waits for the end
    int terminate(int limitMs = 30'000); // SIGTERM, waits; the exit code
    [[nodiscard]] bool running() const;
    [[nodiscard]] std::uint16_t port() const noexcept { return m_port; }
    [[nodiscard]] qint64 pid() const;
    [[nodiscard]] QByteArray log() const; // standard error of all runs

private:
    QString m_program;
    QString m_logFile;
    std::unique_ptr<QProcess> m_process;
    std::uint16_t m_port = 0;
};

// The binary `tandem` under test: this build's, or the one that TANDEM_BINARY in the environment names.
[[nodiscard]] QString serverProgram();

// The real `tandem` with a configuration and a data folder of its own.
class ServerProcess
{
public:
    // Lines of TOML by section, added to what the test needs anyway: {"limits": "customer_message_burst =
    // 100"}.
    using Settings = std::map<QString, QString>;

    explicit ServerProcess(const Settings& settings = {});

    void start();
    void kill() { m_process.kill(); }
    int terminate() { return m_process.terminate(); }
    // Starts again on the same data and, unless somebody took it meanwhile, the same port.
    void restart();

    void addAgent(
        const QString& login, const QString& name, const QString& password, const QString& role = "agent"
    );
    void importKnowledge(const QString& folder);

    [[nodiscard]] bool running() const { return m_process.running(); }
    [[nodiscard]] std::uint16_t port() const noexcept { return m_process.port(); }
    [[nodiscard]] qint64 pid() const { return m_process.pid(); }
    [[nodiscard]] QByteArray log() const { return m_process.log(); }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

    // Body of a GET, e.g. "/metrics"; empty when there was no answer with status 200 in five seconds.
    [[nodiscard]] QByteArray get(const QString& path) const;

private:
    void writeConfig(std::uint16_t port);
    void run(const QStringList& arguments, const QByteArray& input = {});

    QTemporaryDir m_folder;
    Settings m_settings;
    ListeningProcess m_process;
};

// The scripted language model (tests/support/model_server).
class ModelServerProcess
{
public:
    ModelServerProcess();

    // Options as the program takes them: {"--first", "50"}.
    void start(const QStringList& options = {});
    void kill() { m_process.kill(); }

    [[nodiscard]] std::uint16_t port() const noexcept { return m_process.port(); }
    [[nodiscard]] QString baseUrl() const { return QString("http://127.0.0.1:%1/v1").arg(port()); }

    // What a ServerProcess needs to use it.
    [[nodiscard]] ServerProcess::Settings settings() const;

private:
    QTemporaryDir m_folder;
    ListeningProcess m_process;
};

} // namespace tandem::testing
