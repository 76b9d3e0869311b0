#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <cstdint>
#include <memory>
#include <string>

namespace tandem::testing {

// A throw-away Redis server, empty after each start. Not thread-safe. Failures throw std::runtime_error
// with the end of the server's log.
class RedisServer
{
public:
    enum class Kind { server, sentinel };

    // Starts it. `settings` are lines for redis.conf; PORT in them stands for the port.
    explicit RedisServer(QString settings = {}, Kind kind = Kind::server);
    ~RedisServer();

    void start(); // again, on the same port
    void kill();  // SIGKILL, waits for the end
    void freeze();
    void thaw();

    // Runs a command as the default user and returns what it says, without decoration.
    QString command(const QStringList& arguments);

    [[nodiscard]] std::uint16_t port() const noexcept { return m_port; }
    [[nodiscard]] std::string url() const { return "redis://127.0.0.1:" + std::to_string(m_port); }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

    // What redis-cli needs besides to be let in, e.g. {"--user", "u", "--pass", "p"}.
    void signInWith(QStringList options) { m_signIn = std::move(options); }

private:
    bool tryToStart();
    [[nodiscard]] bool running() const;
    [[nodiscard]] QByteArray log() const;

    QTemporaryDir m_folder;
    QString m_settings;
    Kind m_kind;
    QStringList m_signIn;
    std::unique_ptr<QProcess> m_server;
    std::uint16_t m_port = 0;
};

} // namespace tandem::testing
