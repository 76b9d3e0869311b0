#include "agent-app/net/web_socket_transport.hpp"

#include <QTimer>
#include <QWebSocket>

namespace tandem::console {

namespace {

constexpr quint64 maxMessageBytes = 1024 * 1024;
constexpr quint64 maxFrameBytes = 256 * 1024; // a server's frames are 16 KB, but a relay may join them
constexpr int closeGraceMs = 2'000;

} // namespace

WebSocketTransport::WebSocketTransport(QObject* parent) : AbstractSocket(parent), m_socket(new QWebSocket)
{
    m_socket->setMaxAllowedIncomingMessageSize(maxMessageBytes);
    m_socket->setMaxAllowedIncomingFrameSize(maxFrameBytes);

    connect(m_socket, &QWebSocket::connected, this, &AbstractSocket::opened);
    connect(m_socket, &QWebSocket::textMessageReceived, this, [this](const QString& text) {
        Q_EMIT textReceived(text.toStdString());
    });

    // Either of the two may come alone, or both.
    connect(m_socket, &QWebSocket::disconnected, this, [this] {
        end(static_cast<quint16>(m_socket->closeCode()), m_socket->closeReason());
    });
    connect(m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, [this] {
        end(0, m_socket->errorString());
    });
}

WebSocketTransport::~WebSocketTransport()
{
    m_socket->disconnect(this);
    if (m_socket->state() == QAbstractSocket::UnconnectedState) {
        m_socket->deleteLater();
        return;
    }
    // What was queued, such as a sign-out, still goes out; a peer that does not answer is dropped.
    QObject::connect(m_socket, &QWebSocket::disconnected, m_socket, &QObject::deleteLater);
    QTimer::singleShot(closeGraceMs, m_socket, [socket = m_socket] {
        socket->abort();
        socket->deleteLater();
    });
    m_socket->close();
}

void WebSocketTransport::open(const QUrl& url) { m_socket->open(url); }

void WebSocketTransport::sendText(const std::string& utf8)
{
    if (m_ended) return;
    m_socket->sendTextMessage(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())));
}

void WebSocketTransport::close()
{
    m_ended = true;
    m_socket->close();
}

void WebSocketTransport::end(quint16 closeCode, const QString& reason)
{
    if (m_ended) return;
    m_ended = true;
    Q_EMIT ended(closeCode, reason);
}

} // namespace tandem::console
