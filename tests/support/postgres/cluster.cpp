#include "tests/support/postgres/cluster.hpp"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QThread>
#include <csignal>
#include <grp.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <unistd.h>

namespace tandem::testing {

namespace {

constexpr int limitMs = 60'000;

[[noreturn]] void fail(const QString& what, const QByteArray& log)
{
    throw std::runtime_error((what + "\n" + QString::fromUtf8(log.right(4'000))).toStdString());
}

// Who the server runs as: PostgreSQL refuses root.
const passwd* serverUser() { return ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr; }

// Makes the child the server's user, and end when this process does.
void becomeServerUser(QProcess& process)
{
    const auto* user = serverUser();
    const uid_t uid = user != nullptr ? user->pw_uid : 0;
    const gid_t gid = user != nullptr ? user->pw_gid : 0;
    process.setChildProcessModifier([uid, gid] {
        if (uid != 0 && (::setgroups(1, &gid) != 0 || ::setgid(gid) != 0 || ::setuid(uid) != 0))
            ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    });
}

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// The fields of /proc/PID/stat after the name, which may hold anything: state, parent, …
QList<QByteArray> statOf(const QString& pid)
{
    const auto stat = contents("/proc/" + pid + "/stat");
    return stat.mid(stat.lastIndexOf(')') + 2).split(' ');
}

} // namespace

PostgresCluster::PostgresCluster(const QString& settings)
{
    if (const auto* user = serverUser();
        user != nullptr &&
        ::chown(m_folder.path().toLocal8Bit().constData(), user->pw_uid, user->pw_gid) != 0) {
        fail("cannot give " + m_folder.path() + " to " + user->pw_name, {});
    }
    static_cast<void>(
        run("initdb",
            {"--no-sync",
             "--auth=trust",
             "--username=tandem",
             "--encoding=UTF8",
             "--locale=C.UTF-8",
             "--pgdata=" + m_folder.filePath("data")})
    );
    QFile configuration(m_folder.filePath("data/postgresql.conf"));
    if (!configuration.open(QIODevice::Append)) fail("cannot write " + configuration.fileName(), {});
    configuration.write(("\nlisten_addresses = ''\nunix_socket_directories = '" + m_folder.path() +
                         "'\nshared_buffers = 64MB\nlog_line_prefix = '%m %p '\n" + settings + "\n")
                            .toUtf8());
    configuration.close();
    start();
}

PostgresCluster::~PostgresCluster()
{
    try {
        if (running()) stop(SIGQUIT);
    } catch (const std::exception&) { // it dies with this process at the latest
    }
}

PostgresCluster& PostgresCluster::shared()
{
    static std::unique_ptr<PostgresCluster> cluster;
    if (!cluster) {
        cluster = std::make_unique<PostgresCluster>();
        qAddPostRoutine([] { cluster.reset(); });
    }
    return *cluster;
}

std::string PostgresCluster::new_database()
{
    const auto name = QString("test_%1").arg(++m_databases);
    const auto base = "postgresql://tandem@/%1?host=" + m_folder.path();
    sql(base.arg("postgres").toStdString(), "CREATE DATABASE " + name);
    return base.arg(name).toStdString();
}

QString PostgresCluster::sql(const std::string& url, const QString& statement)
{
    return run("psql",
               {"-X",
                "-A",
                "-t",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                QString::fromStdString(url),
                "-c",
                statement})
        .trimmed();
}

void PostgresCluster::start()
{
    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::MergedChannels);
    m_server->setStandardOutputFile(m_folder.filePath("log"), QIODevice::Append);
    becomeServerUser(*m_server);
    m_server->start(program("postgres"), {"-D", m_folder.filePath("data")});
    const QDeadlineTimer limit(limitMs);
    while (!answers()) {
        m_server->waitForFinished(50);
        if (!running() || limit.hasExpired())
            fail("PostgreSQL does not start", contents(m_folder.filePath("log")));
    }
}

bool PostgresCluster::answers()
{
    QProcess process;
    process.start(program("pg_isready"), {"-q", "-h", m_folder.path(), "-d", "postgres"});
    return process.waitForFinished(limitMs) && process.exitCode() == 0;
}

void PostgresCluster::stop(int signal)
{
    if (!running()) return;
    ::kill(static_cast<pid_t>(pid()), signal);
    if (!m_server->waitForFinished(limitMs))
        fail("PostgreSQL does not end", contents(m_folder.filePath("log")));
}

void PostgresCluster::freeze()
{
    for (const auto process : processes())
        ::kill(static_cast<pid_t>(process), SIGSTOP);
}

void PostgresCluster::thaw()
{
    for (const auto process : processes())
        ::kill(static_cast<pid_t>(process), SIGCONT);
}

bool PostgresCluster::running() const { return m_server && m_server->state() != QProcess::NotRunning; }

qint64 PostgresCluster::pid() const { return m_server ? m_server->processId() : 0; }

double PostgresCluster::cpu_seconds() const
{
    constexpr int userTime = 11; // and system time, and both of children that ended
    qint64 ticks = 0;
    for (const auto process : processes()) {
        const auto stat = statOf(QString::number(process));
        const int fields = process == pid() ? 4 : 2;
        for (int i = userTime; i < userTime + fields && i < stat.size(); ++i)
            ticks += stat[i].toLongLong();
    }
    return double(ticks) / double(::sysconf(_SC_CLK_TCK));
}

// The server first, then its children.
QList<qint64> PostgresCluster::processes() const
{
    QList<qint64> found{pid()};
    for (const auto& name : QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs)) {
        const auto stat = statOf(name);
        if (stat.size() > 1 && stat[1].toLongLong() == pid()) found << name.toLongLong();
    }
    return found;
}

// Debian keeps the server's programs off the path, one folder for each version; the newest is taken.
QString PostgresCluster::program(const QString& name) const
{
    const QDir versions("/usr/lib/postgresql");
    QString newest;
    int highest = 0;
    for (const auto& version : versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto path = versions.filePath(version + "/bin/" + name);
        if (version.toInt() > highest && QFile::exists(path)) {
            highest = version.toInt();
            newest = path;
        }
    }
    return newest.isEmpty() ? name : newest;
}

QString PostgresCluster::run(const QString& name, const QStringList& arguments)
{
    QProcess process;
    becomeServerUser(process);
    process.setWorkingDirectory("/");
    process.start(program(name), arguments);
    if (!process.waitForFinished(limitMs) || process.exitCode() != 0) {
        process.kill();
        fail(name + " failed: " + process.errorString(), process.readAllStandardError());
    }
    return QString::fromUtf8(process.readAllStandardOutput());
}

} // namespace tandem::testing
