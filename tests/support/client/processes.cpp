#include "tests/support/client/processes.hpp"

#include <QDeadlineTimer>
#include <QFile>
#include <QRegularExpression>
#include <QTcpSocket>
#include <csignal>
#include <stdexcept>
#include <sys/prctl.h>

namespace tandem::testing {

namespace {

constexpr int readyLimitMs = 30'000;
constexpr int commandLimitMs = 60'000;

[[noreturn]] void fail(const QString& what, const QByteArray& log)
{
    throw std::runtime_error((what + "\n" + QString::fromUtf8(log.right(4'000))).toStdString());
}

} // namespace

// ---- any such program

ListeningProcess::ListeningProcess(QString program, QString logFile)
    : m_program(std::move(program)),
      m_logFile(std::move(logFile))
{}

ListeningProcess::~ListeningProcess() { kill(); }

void ListeningProcess::start(const QStringList& arguments)
{
    m_process = std::make_unique<QProcess>();
    m_process->setStandardErrorFile(m_logFile, QIODevice::Append);
    m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process->start(m_program, arguments);

    QByteArray output;
    const QDeadlineTimer limit(readyLimitMs);
    static const QRegularExpression line("listening on [^\n]*:(\\d+)\n");
    while (!limit.hasExpired()) {
        output += m_process->readAllStandardOutput();
        if (const auto found = line.match(QString::fromUtf8(output)); found.hasMatch()) {
            m_port = static_cast<std::uint16_t>(found.captured(1).toUInt());
            return;
        }
        if (m_process->state() == QProcess::NotRunning)
            fail(m_program + " ended: " + m_process->errorString(), log());
        m_process->waitForReadyRead(100);
    }
    kill();
    fail(m_program + " is not ready", log());
}

void ListeningProcess::kill()
{
    if (!running()) return;
    ::kill(static_cast<pid_t>(m_process->processId()), SIGKILL);
    m_process->waitForFinished(5'000);
}

int ListeningProcess::terminate(int limitMs)
{
    if (!running()) return m_process ? m_process->exitCode() : 0;
    ::kill(static_cast<pid_t>(m_process->processId()), SIGTERM);
    if (!m_process->waitForFinished(limitMs)) {
        kill();
        fail(m_program + " does not end", log());
    }
    return m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
}

bool ListeningProcess::running() const { return m_process && m_process->state() != QProcess::NotRunning; }

qint64 ListeningProcess::pid() const { return m_process ? m_process->processId() : 0; }

QByteArray ListeningProcess::log() const
{
    QFile file(m_logFile);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// ---- tandem

QString serverProgram() { return qEnvironmentVariable("TANDEM_BINARY", QStringLiteral(TANDEM_BINARY)); }

ServerProcess::ServerProcess(const Settings& settings)
    : m_settings(settings),
      m_process(serverProgram(), m_folder.filePath("tandem.log"))
{
    writeConfig(0);
}

void ServerProcess::writeConfig(std::uint16_t port)
{
    Settings sections{
        {"server", QString("address = \"127.0.0.1\"\nport = %1\n").arg(port)},
        {"storage", "folder = \"data\"\n"},
    };
    for (const auto& [section, lines] : m_settings)
        sections[section] += lines + "\n";
    QFile file(m_folder.filePath("tandem.toml"));
    if (!file.open(QIODevice::WriteOnly)) fail("cannot write " + file.fileName(), {});
    for (const auto& [section, lines] : sections)
        file.write(QString("[%1]\n%2\n").arg(section, lines).toUtf8());
}

void ServerProcess::start() { m_process.start({"serve", "--config", m_folder.filePath("tandem.toml")}); }

void ServerProcess::restart()
{
    if (running()) terminate();
    const std::uint16_t before = port();
    writeConfig(before);
    try {
        start();
    } catch (const std::runtime_error&) {
        // Somebody else may have got the port while it was free.
        writeConfig(0);
        start();
    }
}

void ServerProcess::run(const QStringList& arguments, const QByteArray& input)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(serverProgram(), arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(commandLimitMs);
    if (!ended || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        fail("tandem " + arguments.join(' ') + " failed", process.readAll());
}

void ServerProcess::addAgent(
    const QString& login, const QString& name, const QString& password, const QString& role
)
{
    run({"agent",
         "add",
         "--config",
         m_folder.filePath("tandem.toml"),
         "--login",
         login,
         "--name",
         name,
         "--role",
         role,
         "--password-stdin"},
        password.toUtf8() + "\n");
}

void ServerProcess::importKnowledge(const QString& folder)
{
    run({"knowledge", "import", "--config", m_folder.filePath("tandem.toml"), folder});
}

QByteArray ServerProcess::get(const QString& path) const
{
    QTcpSocket socket;
    socket.connectToHost("127.0.0.1", port());
    if (!socket.waitForConnected(5'000)) return {};
    socket.write("GET " + path.toUtf8() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    const QDeadlineTimer limit(5'000);
    QByteArray answer;
    while (!limit.hasExpired() && socket.waitForReadyRead(int(limit.remainingTime())))
        answer += socket.readAll();
    answer += socket.readAll();
    const qsizetype body = answer.indexOf("\r\n\r\n");
    return answer.startsWith("HTTP/1.1 200") && body >= 0 ? answer.mid(body + 4) : QByteArray();
}

// ---- the model

ModelServerProcess::ModelServerProcess()
    : m_process(QStringLiteral(TANDEM_MODEL_SERVER), m_folder.filePath("model.log"))
{}

void ModelServerProcess::start(const QStringList& options)
{
    m_process.start(QStringList{"--port", QString::number(port())} + options);
}

ServerProcess::Settings ModelServerProcess::settings() const
{
    // Its words stand in no article, and each question is to reach it.
    const QString model = "kind = \"openai\"\nbase_url = \"%1\"\nname = \"scripted\"\n"
                          "grounding = false\ncache_entries = 0\n";
    return {{"model", model.arg(baseUrl())}};
}

} // namespace tandem::testing
