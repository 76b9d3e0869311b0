#include "agent-app/net/web_socket_transport.hpp"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace tandem::console;

// Against real sockets of this machine.
class WebSocketTransportTest final : public QObject
{
    Q_OBJECT

    struct Server
    {
        QWebSocketServer listener{QStringLiteral("test"), QWebSocketServer::NonSecureMode};
        QWebSocket* peer = nullptr;

        Server()
        {
            if (!listener.listen(QHostAddress::LocalHost)) qFatal("cannot listen");
            QObject::connect(&listener, &QWebSocketServer::newConnection, &listener, [this] {
                peer = listener.nextPendingConnection();
            });
        }
        ~Server() { delete peer; }
        [[nodiscard]] QUrl url() const { return listener.serverUrl(); }
    };

private Q_SLOTS:
    void text_goes_both_ways()
    {
        Server server;
        WebSocketTransport socket;
        QSignalSpy opened(&socket, &AbstractSocket::opened);
        QSignalSpy text(&socket, &AbstractSocket::textReceived);
        socket.open(server.url());
        QTRY_COMPARE(opened.count(), 1);
        QTRY_VERIFY(server.peer != nullptr);
        QSignalSpy arrived(server.peer, &QWebSocket::textMessageReceived);
        socket.sendText("gr\xC3\xBC\xC3\x9F dich");
        QTRY_COMPARE(arrived.count(), 1);
        QCOMPARE(arrived.front().front().toString(), QStringLiteral("grüß dich"));
        server.peer->sendTextMessage(QStringLiteral("hallo ✓"));
        QTRY_COMPARE(text.count(), 1);
        QCOMPARE(text.front().front().value<std::string>(), std::string("hallo \xE2\x9C\x93"));
    }

    void a_close_ends_it_once_with_its_code()
    {
        Server server;
        WebSocketTransport socket;
        QSignalSpy ended(&socket, &AbstractSocket::ended);
        socket.open(server.url());
        QTRY_VERIFY(server.peer != nullptr);
        server.peer->close(static_cast<QWebSocketProtocol::CloseCode>(4503), QStringLiteral("restarting"));
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(ended.front().front().value<quint16>(), quint16(4503));
        QTest::qWait(50); // a second end would come with the socket's own
        QCOMPARE(ended.count(), 1);
    }

    void nobody_there_ends_it_once()
    {
        QUrl url;
        {
            Server server;
            url = server.url();
        }
        WebSocketTransport socket;
        QSignalSpy ended(&socket, &AbstractSocket::ended);
        socket.open(url);
        QTRY_COMPARE(ended.count(), 1);
        QTest::qWait(50);
        QCOMPARE(ended.count(), 1);
    }

    void a_cut_without_a_close_ends_it_once()
    {
        QTcpServer raw;
        QVERIFY(raw.listen(QHostAddress::LocalHost));
        WebSocketTransport socket;
        QSignalSpy ended(&socket, &AbstractSocket::ended);
        socket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(raw.serverPort())));
        QTRY_VERIFY(raw.hasPendingConnections());
        raw.nextPendingConnection()->abort();
        QTRY_COMPARE(ended.count(), 1);
        QTest::qWait(50);
        QCOMPARE(ended.count(), 1);
    }

    void a_message_over_the_limit_ends_it()
    {
        Server server;
        WebSocketTransport socket;
        QSignalSpy ended(&socket, &AbstractSocket::ended);
        QSignalSpy text(&socket, &AbstractSocket::textReceived);
        socket.open(server.url());
        QTRY_VERIFY(server.peer != nullptr);
        server.peer->sendTextMessage(QString(3 * 1024 * 1024, QLatin1Char('x')));
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(text.count(), 0);
    }

    void what_was_queued_before_a_polite_close_still_arrives()
    {
        Server server;
        auto socket = std::make_unique<WebSocketTransport>();
        QSignalSpy opened(socket.get(), &AbstractSocket::opened);
        socket->open(server.url());
        QTRY_COMPARE(opened.count(), 1);
        QTRY_VERIFY(server.peer != nullptr);
        QSignalSpy arrived(server.peer, &QWebSocket::textMessageReceived);
        socket->sendText("goodbye");
        socket->close();
        socket.reset();
        QTRY_COMPARE(arrived.count(), 1);
    }
};

QTEST_GUILESS_MAIN(WebSocketTransportTest)
#include "web_socket_transport_test.moc"
