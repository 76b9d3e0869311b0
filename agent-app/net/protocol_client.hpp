#pragma once

#include "agent-app/net/abstract_socket.hpp"
#include "agent-app/net/heartbeat.hpp"
#include "agent-app/net/reconnect_loop.hpp"
#include "shared/protocol/messages.hpp"

#include <QPointer>

#include <functional>
#include <variant>
#include <vector>

namespace tandem::console {

struct Credentials
{
    std::string token; // preferred when there is one
    std::string login;
    std::string password;
};

struct NoAnswer // within the deadline, though connected
{};
struct ConnectionLost // before an answer; it may or may not have taken effect
{};
using Reply =
    std::variant<protocol::Accepted, protocol::Rejected, protocol::HistoryPage, NoAnswer, ConnectionLost>;

// Speaks the protocol: keeps a connection, says hello, pings, matches answers to commands. Knows no
// conversation. Thread: the one that made it. Time comes from the clock and tick().
class ProtocolClient final : public QObject
{
    Q_OBJECT

public:
    using Handler = std::function<void(const Reply& reply)>;

    enum class OnLoss {
        Resend, // the same id again after the next welcome: has no second effect
        Tell,   // the handler gets ConnectionLost
    };

    static constexpr Millis answerLimit{10'000
    }; // counts while connected; an unanswered command waits while offline
    static constexpr std::size_t maxPending = 1'000;

    ProtocolClient(SocketFactory sockets, const Clock& clock, Random& random, QString clientName);
    ~ProtocolClient() override;

    // Called for each hello.
    void setResume(std::function<std::vector<protocol::ResumePoint>()> resume);

    // Connects and stays connected, until stop() or a refusal.
    void start(const QUrl& url, Credentials credentials);

    // Closes politely. Commands without an answer get ConnectionLost.
    void stop();

    [[nodiscard]] bool isWelcome() const noexcept
    {
        return m_loop.state() == ReconnectLoop::State::Connected;
    }

    // A fresh command id.
    [[nodiscard]] ClientMsgId newId();

    // Not answered; forgotten unless welcome.
    void send(const protocol::ClientMessage& message);

    // A command that carries an id. The handler is called exactly once, unless `context` dies before. Over
    // maxPending it is called at once with Rejected (overloaded).
    void request(
        const protocol::ClientMessage& message,
        QObject* context,
        Handler handler,
        OnLoss onLoss = OnLoss::Resend
    );

    void tick();
    void wake(); // the network or the machine came back

    // Frames that were not understood, and ignored.
    [[nodiscard]] quint64 unreadableFrames() const noexcept { return m_unreadable; }

Q_SIGNALS:
    void welcomed(const tandem::protocol::Welcome& welcome);
    void received(const tandem::protocol::ServerMessage& message); // all but welcome, pong and answers
    void connectionLost();                                         // was welcome, is no more; tries again
    void attemptFailed();                                          // was not welcome yet; tries again
    void refused(quint16 closeCode);                               // does not try again

private:
    struct Pending
    {
        ClientMsgId id;
        std::string frame;
        QPointer<QObject> context;
        Handler handler;
        OnLoss onLoss;
        SteadyTime deadline;
    };

    void act(ReconnectLoop::Action action);
    void openSocket();
    void dropSocket();
    void onText(const std::string& text);
    void onEnded(quint16 closeCode, const QString& reason);
    void onWelcome(const protocol::Welcome& welcome);
    void sayHello();
    void answer(const ClientMsgId& id, const Reply& reply);
    void tellLost(bool all);
    void expire();

    SocketFactory m_sockets;
    const Clock& m_clock;
    Random& m_random;
    QString m_clientName;
    std::function<std::vector<protocol::ResumePoint>()> m_resume;
    ReconnectLoop m_loop;
    Heartbeat m_heartbeat;
    QUrl m_url;
    Credentials m_credentials;
    std::unique_ptr<AbstractSocket> m_socket;
    std::vector<Pending> m_pending; // in the order they were asked
    WallTime m_lastTick = 0;
    quint64 m_pings = 0;
    quint64 m_unreadable = 0;
};

} // namespace tandem::console
