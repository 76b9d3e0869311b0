#include "tests/support/redis/redis_server.hpp"

#include <QDeadlineTimer>
#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <csignal>
#include <stdexcept>
#include <sys/prctl.h>

namespace tandem::testing {

namespace {

constexpr int limitMs = 20'000;
constexpr int attempts = 5;

[[noreturn]] void fail(const QString& what, const QByteArray& log)
{
    throw std::runtime_error((what + "\n" + QString::fromUtf8(log.right(2'000))).toStdString());
}

std::uint16_t freePort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost)) fail("no free port", {});
    return server.serverPort();
}

} // namespace

RedisServer::RedisServer(QString settings, Kind kind) : m_settings(std::move(settings)), m_kind(kind)
{
    // Somebody else may take the port between its being found and its being used.
    for (int i = 0; i < attempts; ++i) {
        m_port = freePort();
        if (tryToStart()) return;
    }
    fail("Redis does not start", log());
}

RedisServer::~RedisServer() { kill(); }

void RedisServer::start()
{
    const QDeadlineTimer limit(limitMs);
    while (!tryToStart()) {
        if (limit.hasExpired()) fail("Redis does not start again", log());
    }
}

bool RedisServer::tryToStart()
{
    QFile configuration(m_folder.filePath("redis.conf"));
    if (!configuration.open(QIODevice::WriteOnly)) fail("cannot write " + configuration.fileName(), {});
    const QString persistence = m_kind == Kind::server ? "save \"\"\nappendonly no\n" : "";
    configuration.write(QString("bind 127.0.0.1\nport %1\ndir %2\n%3%4\n")
                            .arg(
                                QString::number(m_port),
                                m_folder.path(),
                                persistence,
                                QString(m_settings).replace("PORT", QString::number(m_port))
                            )
                            .toUtf8());
    configuration.close();

    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::MergedChannels);
    m_server->setStandardOutputFile(m_folder.filePath("log"), QIODevice::Append);
    m_server->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    QStringList arguments{configuration.fileName()};
    if (m_kind == Kind::sentinel) arguments << "--sentinel";
    m_server->start("redis-server", arguments);
    const QDeadlineTimer limit(limitMs);
    while (!limit.hasExpired()) {
        if (m_server->waitForFinished(20) || !running()) return false;
        QTcpSocket socket;
        socket.connectToHost("127.0.0.1", m_port);
        if (socket.waitForConnected(1'000) && running()) return true;
    }
    return false;
}

void RedisServer::kill()
{
    if (!running()) return;
    ::kill(static_cast<pid_t>(m_server->processId()), SIGKILL);
    m_server->waitForFinished(limitMs);
}

void RedisServer::freeze() { ::kill(static_cast<pid_t>(m_server->processId()), SIGSTOP); }

void RedisServer::thaw() { ::kill(static_cast<pid_t>(m_server->processId()), SIGCONT); }

QString RedisServer::command(const QStringList& arguments)
{
    QProcess process;
    process.start(
        "redis-cli", QStringList{"-p", QString::number(m_port), "--no-auth-warning"} + m_signIn + arguments
    );
    if (!process.waitForFinished(limitMs) || process.exitCode() != 0)
        fail("redis-cli failed: " + process.errorString(), process.readAllStandardError());
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

bool RedisServer::running() const { return m_server && m_server->state() != QProcess::NotRunning; }

QByteArray RedisServer::log() const
{
    QFile file(m_folder.filePath("log"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace tandem::testing
