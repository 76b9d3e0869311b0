#pragma once

#include <QObject>
#include <QString>
#include <QUrl>

#include <functional>
#include <memory>
#include <string>

namespace tandem::console {

// One attempt at one connection: opened at most once, ended exactly once after open(), then thrown away.
// Never reused, because the library's socket misbehaves when it is. All calls and signals on the thread
// that made it.
class AbstractSocket : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void open(const QUrl& url) = 0;

    // Ignored unless opened.
    virtual void sendText(const std::string& utf8) = 0;

    // Sends what is queued, then closes. Nothing is signalled any more.
    virtual void close() = 0;

Q_SIGNALS:
    void opened();
    void textReceived(const std::string& utf8);

    // The close code of the peer, or 0 when there was none. `reason` is for the log.
    void ended(quint16 closeCode, const QString& reason);
};

using SocketFactory = std::function<std::unique_ptr<AbstractSocket>()>;

} // namespace tandem::console
