#pragma once

#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <memory>
#include <string>

namespace tandem::testing {

// A throw-away PostgreSQL server. Not thread-safe. Failures throw std::runtime_error with the end of the
// server's log.
class PostgresCluster
{
public:
    // Makes the cluster and starts it. `settings` are lines for postgresql.conf.
    explicit PostgresCluster(const QString& settings = {});
    ~PostgresCluster(); // stops it

    // One for the whole executable, made when it is first asked for.
    [[nodiscard]] static PostgresCluster& shared();

    // Makes an empty database with a name of its own; its URL.
    [[nodiscard]] std::string new_database();

    // Runs SQL in a database; what it returns, without decoration.
    QString sql(const std::string& url, const QString& statement);

    void start();
    void stop(int signal); // SIGINT: ends all connections; SIGQUIT: as in a crash. Waits for the end
    void freeze();         // SIGSTOP to the server and all its processes
    void thaw();

    [[nodiscard]] bool running() const;
    [[nodiscard]] qint64 pid() const;

    // CPU time of the server and all its processes since it was started, those that ended included.
    [[nodiscard]] double cpu_seconds() const;

private:
    [[nodiscard]] QString program(const QString& name) const;
    [[nodiscard]] QString run(const QString& name, const QStringList& arguments);
    [[nodiscard]] QList<qint64> processes() const;
    [[nodiscard]] bool answers();

    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_server;
    int m_databases = 0;
};

} // namespace tandem::testing
