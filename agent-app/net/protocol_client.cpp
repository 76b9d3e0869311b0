#include "agent-app/net/protocol_client.hpp"

#include "shared/protocol/codec.hpp"

#include <QLoggingCategory>

#include <algorithm>

namespace tandem::console {

namespace {

Q_LOGGING_CATEGORY(lcNet, "tandem.console.net", QtWarningMsg)

// A gap this long between two ticks means that the machine slept.
constexpr WallTime sleepGapMs = 5'000;

ClientMsgId idOf(const protocol::ClientMessage& message)
{
    return std::visit(
        [](const auto& m) {
            if constexpr (requires { ClientMsgId(m.id); })
                return m.id;
            else
                return ClientMsgId();
        },
        message
    );
}

} // namespace

ProtocolClient::ProtocolClient(
    SocketFactory sockets, const Clock& clock, Random& random, QString clientName
)
    : m_sockets(std::move(sockets)),
      m_clock(clock),
      m_random(random),
      m_clientName(std::move(clientName)),
      m_resume([] { return std::vector<protocol::ResumePoint>(); }),
      m_loop(random)
{}

ProtocolClient::~ProtocolClient() = default;

void ProtocolClient::setResume(std::function<std::vector<protocol::ResumePoint>()> resume)
{
    m_resume = std::move(resume);
}

void ProtocolClient::start(const QUrl& url, Credentials credentials)
{
    stop();
    m_url = url;
    m_credentials = std::move(credentials);
    m_lastTick = m_clock.wall();
    act(m_loop.start(m_clock.steady()));
}

void ProtocolClient::stop()
{
    if (m_loop.stop() == ReconnectLoop::Action::Drop && m_socket) m_socket->close();
    dropSocket();
    m_credentials = {};
    tellLost(true);
}

ClientMsgId ProtocolClient::newId() { return ClientMsgId(make_ulid(m_clock.wall(), m_random)); }

void ProtocolClient::send(const protocol::ClientMessage& message)
{
    if (isWelcome()) m_socket->sendText(protocol::encode(message));
}

void ProtocolClient::request(
    const protocol::ClientMessage& message, QObject* context, Handler handler, OnLoss onLoss
)
{
    if (m_pending.size() >= maxPending) {
        protocol::Rejected full{
            .id = idOf(message), .code = static_cast<int>(Errc::overloaded), .retryable = true
        };
        full.name = errc_name(Errc::overloaded);
        handler(full);
        return;
    }
    if (!isWelcome() && onLoss == OnLoss::Tell) {
        handler(ConnectionLost{});
        return;
    }
    std::string frame = protocol::encode(message);
    const auto deadline = m_clock.steady() + answerLimit;
    m_pending.push_back({idOf(message), frame, context, std::move(handler), onLoss, deadline});
    if (isWelcome()) m_socket->sendText(frame);
}

void ProtocolClient::tick()
{
    const auto now = m_clock.wall();
    const bool slept = now - m_lastTick > sleepGapMs;
    m_lastTick = now;
    if (slept) wake();

    const auto action = m_loop.tick(m_clock.steady());
    act(action);
    if (action == ReconnectLoop::Action::Drop) Q_EMIT attemptFailed();
    if (!isWelcome()) return;
    switch (m_heartbeat.tick(m_clock.steady())) {
    case Heartbeat::Action::Nothing:
        break;
    case Heartbeat::Action::Ping:
        m_socket->sendText(protocol::encode(protocol::Ping{.n = ++m_pings}));
        break;
    case Heartbeat::Action::Dead:
        act(m_loop.lost(m_clock.steady()));
        Q_EMIT connectionLost();
        return;
    }
    expire();
}

void ProtocolClient::wake()
{
    if (isWelcome()) m_heartbeat.probe(m_clock.steady());
    act(m_loop.wake(m_clock.steady()));
}

void ProtocolClient::act(ReconnectLoop::Action action)
{
    switch (action) {
    case ReconnectLoop::Action::Nothing:
        return;
    case ReconnectLoop::Action::Connect:
        openSocket();
        return;
    case ReconnectLoop::Action::Drop:
        dropSocket();
        tellLost(false);
        return;
    }
}

void ProtocolClient::openSocket()
{
    dropSocket();
    m_socket = m_sockets();
    connect(m_socket.get(), &AbstractSocket::opened, this, &ProtocolClient::sayHello);
    connect(m_socket.get(), &AbstractSocket::textReceived, this, &ProtocolClient::onText);
    connect(m_socket.get(), &AbstractSocket::ended, this, &ProtocolClient::onEnded);
    m_socket->open(m_url);
}

void ProtocolClient::dropSocket()
{
    if (!m_socket) return;
    m_socket->disconnect(this);
    // It may be the sender of the signal that is being handled.
    m_socket.release()->deleteLater();
}

void ProtocolClient::sayHello()
{
    protocol::Hello hello{.client = m_clientName.toStdString()};
    if (!m_credentials.token.empty()) {
        hello.token = m_credentials.token;
    } else {
        hello.login = m_credentials.login;
        hello.password = m_credentials.password;
    }
    hello.resume = m_resume();
    m_socket->sendText(protocol::encode(hello));
}

void ProtocolClient::onText(const std::string& text)
{
    m_heartbeat.heard();
    const auto message = protocol::decode_server(text);
    if (!message) {
        // A newer server may say things this client does not know. Rate-limited, and never the text itself.
        if (++m_unreadable % 100 == 1) {
            qCWarning(lcNet) << "frames not understood:" << m_unreadable
                             << errc_name(message.error().code).data();
        }
        return;
    }
    if (const auto* welcome = std::get_if<protocol::Welcome>(&*message)) return onWelcome(*welcome);
    if (!isWelcome()) return;
    if (std::holds_alternative<protocol::Pong>(*message)) return;
    if (const auto* accepted = std::get_if<protocol::Accepted>(&*message))
        return answer(accepted->id, *accepted);
    if (const auto* rejected = std::get_if<protocol::Rejected>(&*message)) {
        if (rejected->id) answer(*rejected->id, *rejected);
        return;
    }
    if (const auto* page = std::get_if<protocol::HistoryPage>(&*message)) return answer(page->id, *page);
    if (const auto* restarting = std::get_if<protocol::ServerRestarting>(&*message)) {
        m_loop.restarting(Millis(restarting->reconnect_after_ms));
    }
    Q_EMIT received(*message);
}

void ProtocolClient::onWelcome(const protocol::Welcome& welcome)
{
    m_loop.welcomed(m_clock.steady());
    m_heartbeat.start(m_clock.steady(), Millis(welcome.heartbeat_ms));

    // From now on the token stands for the password, which is kept no longer.
    if (welcome.token) m_credentials.token = *welcome.token;
    if (!m_credentials.token.empty()) m_credentials.password.clear();

    // Before anybody is told: what they ask for in turn goes out by itself, and only once.
    const auto deadline = m_clock.steady() + answerLimit;
    for (auto& pending : m_pending) {
        pending.deadline = deadline;
        m_socket->sendText(pending.frame);
    }
    Q_EMIT welcomed(welcome);
}

void ProtocolClient::onEnded(quint16 closeCode, const QString& reason)
{
    qCInfo(lcNet) << "connection ended" << closeCode << reason;
    const bool was = isWelcome();
    dropSocket();
    act(m_loop.ended(closeCode, m_clock.steady()));
    if (m_loop.state() == ReconnectLoop::State::Refused) {
        m_credentials = {};
        tellLost(true);
        Q_EMIT refused(closeCode);
        return;
    }
    tellLost(false);
    if (was)
        Q_EMIT connectionLost();
    else
        Q_EMIT attemptFailed();
}

void ProtocolClient::answer(const ClientMsgId& id, const Reply& reply)
{
    const auto found = std::ranges::find(m_pending, id, &Pending::id);
    if (found == m_pending.end()) return; // answered before, or given up
    const Pending pending = std::move(*found);
    m_pending.erase(found);
    if (pending.context) pending.handler(reply);
}

void ProtocolClient::tellLost(bool all)
{
    std::vector<Pending> kept;
    std::vector<Pending> lost;
    for (auto& pending : m_pending) {
        (all || pending.onLoss == OnLoss::Tell ? lost : kept).push_back(std::move(pending));
    }
    m_pending = std::move(kept);
    for (const auto& pending : lost) {
        if (pending.context) pending.handler(ConnectionLost{});
    }
}

void ProtocolClient::expire()
{
    std::vector<ClientMsgId> late;
    for (const auto& pending : m_pending) {
        if (m_clock.steady() >= pending.deadline) late.push_back(pending.id);
    }
    for (const auto& id : late)
        answer(id, NoAnswer{});
}

} // namespace tandem::console
