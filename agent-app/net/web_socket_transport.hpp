#pragma once

#include "agent-app/net/abstract_socket.hpp"

class QWebSocket;

namespace tandem::console {

// A real connection. Messages over 1 MB end it, before they are read whole. Certificates are checked,
// without exception.
class WebSocketTransport final : public AbstractSocket
{
    Q_OBJECT

public:
    explicit WebSocketTransport(QObject* parent = nullptr);
    ~WebSocketTransport() override;

    void open(const QUrl& url) override;
    void sendText(const std::string& utf8) override;
    void close() override;

private:
    void end(quint16 closeCode, const QString& reason);

    QWebSocket* m_socket; // outlives this object by the time it takes to close politely
    bool m_ended = false;
};

} // namespace tandem::console
