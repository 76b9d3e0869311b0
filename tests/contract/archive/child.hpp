#pragma once

#include <QElapsedTimer>
#include <QProcess>
#include <QStringList>
#include <map>

namespace tandem::test {

// An append_child process. Killed at the latest when this goes.
class Child
{
public:
    explicit Child(const QString& file, const std::map<QString, QString>& environment = {})
    {
        auto variables = QProcessEnvironment::systemEnvironment();
        for (const auto& [name, value] : environment)
            variables.insert(name, value);
        process_.setProcessEnvironment(variables);
        process_.start(QStringLiteral(APPEND_CHILD), {file});
    }
    ~Child() { kill(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // The next line, without its end; empty when there is none within 30 seconds.
    QString line()
    {
        QElapsedTimer waited;
        waited.start();
        while (!process_.canReadLine() && waited.elapsed() < 30'000) {
            if (!process_.waitForReadyRead(1'000) && process_.state() == QProcess::NotRunning) break;
        }
        return process_.canReadLine() ? QString::fromUtf8(process_.readLine()).trimmed() : QString();
    }

    // SIGKILL: no destructor runs, no buffer is written. Returns the whole lines not yet read.
    QStringList kill()
    {
        process_.kill();
        process_.waitForFinished(30'000);
        QStringList lines;
        while (process_.canReadLine())
            lines << QString::fromUtf8(process_.readLine()).trimmed();
        return lines;
    }

    // Waits for its own end; what it said on standard error.
    QString complaint()
    {
        process_.waitForFinished(30'000);
        return QString::fromUtf8(process_.readAllStandardError());
    }
    int exit_code() const { return process_.exitCode(); }

private:
    QProcess process_;
};

} // namespace tandem::test
