#pragma once

#include "agent-app/net/abstract_socket.hpp"
#include "shared/protocol/codec.hpp"

#include <QPointer>

#include <vector>

namespace tandem::console::test {

// A connection whose other end is the test.
class ScriptedSocket final : public AbstractSocket
{
public:
    explicit ScriptedSocket(std::vector<std::string>& sent) : m_sent(sent) {}

    void open(const QUrl& url) override { lastUrl = url; }
    void sendText(const std::string& utf8) override { m_sent.push_back(utf8); }
    void close() override { closed = true; }

    QUrl lastUrl;
    bool closed = false;

private:
    std::vector<std::string>& m_sent;
};

// The server as a script: it sees every frame the console sent and says what the test wants.
class ScriptedServer
{
public:
    [[nodiscard]] SocketFactory factory()
    {
        return [this] {
            auto socket = std::make_unique<ScriptedSocket>(m_frames);
            m_socket = socket.get();
            ++attempts;
            return socket;
        };
    }

    [[nodiscard]] ScriptedSocket* socket() const { return m_socket; }

    void accept() { Q_EMIT m_socket->opened(); }
    void say(const protocol::ServerMessage& message)
    {
        Q_EMIT m_socket->textReceived(protocol::encode(message));
    }
    void sayText(const std::string& text) { Q_EMIT m_socket->textReceived(text); }
    void cut(quint16 code = 0) { Q_EMIT m_socket->ended(code, QString()); }

    // The messages of one type since the last call for it was answered by forget(), oldest first.
    template <class Message>
    [[nodiscard]] std::vector<Message> sent() const
    {
        std::vector<Message> out;
        for (const auto& frame : m_frames) {
            const auto message = protocol::decode_client(frame);
            if (!message) qFatal("the console sent what a server cannot read");
            if (const auto* wanted = std::get_if<Message>(&*message)) out.push_back(*wanted);
        }
        return out;
    }
    void forget() { m_frames.clear(); }

    int attempts = 0;

private:
    std::vector<std::string> m_frames;
    QPointer<ScriptedSocket> m_socket;
};

} // namespace tandem::console::test
