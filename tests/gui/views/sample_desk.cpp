#include "sample_desk.hpp"

#include "agent-app/models/words.hpp"
#include "agent-app/store/store.hpp"
#include "shared/protocol/codec.hpp"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QTimer>

#include <algorithm>

namespace tandem::console::sample {

using namespace protocol;

namespace {

const Actor agent{ActorKind::agent, "agt_01DEE", "Dee Sample"};
const Actor colleague{ActorKind::agent, "agt_02KIM", "Kim Sample"};
const Actor bot{ActorKind::bot, "bot", "Bot"};
const Owner mine{OwnerKind::agent, agent.id};

constexpr WallTime minute = 60'000;

const char* const firstNames[] = {"Ana",  "Bo",   "Cem",   "Dana", "Elif", "Finn", "Gita",
                                  "Hugo", "Ines", "Jon",   "Kaja", "Liam", "Mira", "Nora",
                                  "Omar", "Pia",  "Quinn", "Rosa", "Sami", "Tove"};
const char* const lastNames[] = {"Example", "Berg", "Ateş", "Fontaine", "Okafor", "Lindqvist", "Müller"};

} // namespace

class Socket final : public AbstractSocket
{
public:
    explicit Socket(Server& server) : m_server(server) {}

    void open(const QUrl&) override
    {
        QTimer::singleShot(0, this, [this] { Q_EMIT opened(); });
    }
    void sendText(const std::string& utf8) override
    {
        QTimer::singleShot(0, this, [this, utf8] { m_server.receive(this, utf8); });
    }
    void close() override {}

private:
    Server& m_server;
};

Server::Server(const Scene& scene) : m_now(system_clock().wall())
{
    const std::string queueReason[] = {
        "Asked for a person twice",
        "The answer was not good enough: return of a rug",
        "Order 1001 is late and the customer is upset",
    };
    int script = 0;
    const auto fill = [&](int count, OwnerKind owner) {
        for (int i = 0; i < count; ++i) {
            std::string name = firstNames[m_made % 20] + std::string(" ") + lastNames[m_made % 7];
            if (scene.longNames) {
                name = "Maximiliane-Alexandra von Hohenstein-Württemberg zu Sayn-Wittgenstein-Berleburg ";
                name += std::to_string(m_made);
            }
            if (scene.languages) name = m_made % 2 ? "يوسف المنصوري" : "Jürgen Großschädl";
            Conversation& conversation = add(name, owner, 3 + 4 * i);
            conversation.row.language = scene.languages ? (m_made % 2 ? "de" : "ar") : "en";
            addSampleTalk(conversation, scene.languages ? (m_made % 2 ? 4 : 5) : script++ % 4);
            if (owner == OwnerKind::queue) {
                conversation.row.waiting_since = m_now - (i == 0 ? 162 : i == 1 ? 72 : 9) * 1000;
                conversation.row.reason_text = queueReason[i % 3];
                conversation.row.trigger = Trigger::customer_request;
            }
            if (owner == OwnerKind::bot && i == 0) conversation.row.streaming = true;
        }
    };
    fill(scene.waiting, OwnerKind::queue);
    fill(scene.mine, OwnerKind::agent);
    if (scene.mine > 0) {
        Conversation& first = *m_conversations[std::size_t(scene.waiting)];
        const Actor customer{ActorKind::customer, "cus", first.row.customer_name};
        for (int i = 0; i < scene.extraMessages; ++i) {
            const std::string text =
                "Message number " + std::to_string(i) + std::string(std::size_t(i % 7) * 30, 'x');
            say(first, i % 3 ? customer : bot, MessageAccepted{.text = text}, m_now - minute + i);
        }
    }
    fill(scene.withBot, OwnerKind::bot);
    fill(scene.others, OwnerKind::agent);
    for (int i = 0; i < scene.others; ++i) {
        Conversation& theirs = *m_conversations[m_conversations.size() - 1 - std::size_t(i)];
        theirs.row.owner = {OwnerKind::agent, colleague.id};
        theirs.row.owner_name = colleague.name;
    }
}

Server::~Server() = default;

std::unique_ptr<AbstractSocket> Server::makeSocket()
{
    auto socket = std::make_unique<Socket>(*this);
    m_socket = socket.get();
    return socket;
}

Server::Conversation& Server::add(const std::string& name, OwnerKind owner, int minutesAgo)
{
    auto made = std::make_unique<Conversation>();
    made->row.conversation_id = ConversationId("cnv_" + std::to_string(1000 + m_made++));
    made->row.customer_name = name;
    made->row.owner =
        owner == OwnerKind::agent ? mine : Owner{owner, owner == OwnerKind::queue ? "orders" : ""};
    made->row.owner_name = owner == OwnerKind::agent ? agent.name : "";
    made->row.owner_epoch = 3;
    made->row.lifecycle = Lifecycle::active;
    made->row.queue = "orders";
    made->row.last_at = m_now - minutesAgo * minute;
    m_conversations.push_back(std::move(made));
    return *m_conversations.back();
}

Server::Conversation* Server::find(const std::string& id)
{
    const auto found = std::ranges::find_if(m_conversations, [&id](const auto& conversation) {
        return conversation->row.conversation_id.value == id;
    });
    return found == m_conversations.end() ? nullptr : found->get();
}

QString Server::idOf(const std::string& customer) const
{
    for (const auto& conversation : m_conversations)
        if (conversation->row.customer_name == customer)
            return toQString(conversation->row.conversation_id.value);
    return {};
}

void Server::say(Conversation& conversation, const Actor& actor, EventData data, WallTime at)
{
    Event event;
    event.conversation_id = conversation.row.conversation_id;
    event.seq = conversation.events.size() + 1;
    event.at = at;
    event.owner_epoch = conversation.row.owner_epoch;
    event.actor = actor;
    event.data = std::move(data);
    if (const auto* message = std::get_if<MessageAccepted>(&event.data)) {
        conversation.row.last_actor = actor.kind;
        conversation.row.last_text = message->text.substr(0, 120);
        std::ranges::replace(conversation.row.last_text, '\n', ' ');
    }
    conversation.row.last_seq = event.seq;
    conversation.row.last_at = at;
    conversation.events.push_back(std::move(event));
}

void Server::publish(Conversation& conversation, const Event& event)
{
    if (conversation.watched) send(EventFrame{event});
    send(QueueChanged{{conversation.row}, {}});
}

void Server::changeOwner(Conversation& conversation, Owner owner, const std::string& name)
{
    conversation.row.owner = std::move(owner);
    conversation.row.owner_name = name;
    ++conversation.row.owner_epoch;
    conversation.row.streaming = false;
    if (conversation.row.owner.kind != OwnerKind::queue) conversation.row.waiting_since.reset();
}

void Server::send(const ServerMessage& message)
{
    if (m_socket) Q_EMIT m_socket->textReceived(encode(message));
}

void Server::receive(Socket* from, const std::string& frame)
{
    if (from != m_socket) return;
    const auto message = decode_client(frame);
    if (!message) return;
    std::visit([this](const auto& known) { on(known); }, *message);
}

// ---- what a console asks ----

void Server::on(const Hello& message)
{
    if (message.password && *message.password == "wrong") {
        Q_EMIT m_socket->ended(4401, QStringLiteral("credentials"));
        return;
    }
    Welcome welcome;
    welcome.session_id = SessionId("ses_1");
    welcome.server_time = system_clock().wall();
    welcome.principal = {Role::agent, agent.id, agent.name};
    welcome.token = "token";
    welcome.max_text = 4000;
    welcome.heartbeat_ms = 60'000;
    send(welcome);
    // In parts, as no frame may be larger than the protocol's limit.
    constexpr std::size_t rowsOfPart = 100;
    for (std::size_t first = 0; first == 0 || first < m_conversations.size(); first += rowsOfPart) {
        QueueSnapshot part;
        part.part = int(first / rowsOfPart);
        part.last = first + rowsOfPart >= m_conversations.size();
        for (std::size_t i = first; i < std::min(first + rowsOfPart, m_conversations.size()); ++i) {
            m_conversations[i]->watched = false;
            part.items.push_back(m_conversations[i]->row);
        }
        send(part);
    }
    for (const ResumePoint& point : message.resume) {
        ConversationWatch watch;
        watch.conversation_id = point.conversation_id;
        watch.after_seq = point.after_seq;
        on(watch);
    }
}

void Server::on(const Ping& message) { send(Pong{message.n, system_clock().wall()}); }

void Server::on(const ConversationWatch& message)
{
    Conversation* conversation = find(message.conversation_id.value);
    if (!conversation) return;
    if (!message.id.empty()) {
        Accepted accepted;
        accepted.id = message.id;
        send(accepted);
    }
    conversation->watched = true;
    for (const Event& event : conversation->events)
        if (event.seq > message.after_seq) send(EventFrame{event});
    send(Resumed{message.conversation_id, conversation->row.last_seq, false});
}

template <class Command>
void Server::command(const Command& message, EventData data, const Owner& owner)
{
    Conversation* conversation = find(message.conversation_id.value);
    if (!conversation || m_refuse) {
        Rejected rejected;
        rejected.id = message.id;
        rejected.code = int(Errc::already_taken);
        rejected.name = errc_name(Errc::already_taken);
        send(rejected);
        return;
    }
    changeOwner(*conversation, owner, owner == mine ? agent.name : "");
    say(*conversation, agent, std::move(data), system_clock().wall());
    Accepted accepted;
    accepted.id = message.id;
    accepted.conversation_id = message.conversation_id;
    accepted.seq = conversation->row.last_seq;
    accepted.owner_epoch = conversation->row.owner_epoch;
    send(accepted);
    publish(*conversation, conversation->events.back());
}

void Server::on(const MessageSend& message)
{
    Conversation* conversation = find(message.conversation_id.value);
    if (!conversation || m_refuse) return;
    m_texts.push_back(message.text);
    say(*conversation, agent, MessageAccepted{.text = message.text}, system_clock().wall());
    conversation->events.back().client_msg_id = message.id;
    Accepted accepted;
    accepted.id = message.id;
    accepted.seq = conversation->row.last_seq;
    send(accepted);
    publish(*conversation, conversation->events.back());
}

void Server::on(const NoteAdd& message)
{
    Conversation* conversation = find(message.conversation_id.value);
    if (!conversation) return;
    m_texts.push_back(message.text);
    say(*conversation, agent, NoteAdded{message.text}, system_clock().wall());
    conversation->events.back().client_msg_id = message.id;
    Accepted accepted;
    accepted.id = message.id;
    accepted.seq = conversation->row.last_seq;
    send(accepted);
    publish(*conversation, conversation->events.back());
}

void Server::on(const ConversationAccept& message) { command(message, ConversationAccepted{mine}, mine); }

void Server::on(const ConversationTakeOver& message)
{
    Conversation* conversation = find(message.conversation_id.value);
    if (conversation && conversation->turn > 0) {
        // The seen part of the answer is sealed before the conversation changes hands.
        const std::string said = "Your parcel left our warehouse on Monday and ";
        say(*conversation,
            bot,
            MessageAccepted{
                .text = said, .turn = conversation->turn, .interrupted = Interruption{agent, said.size()}
            },
            system_clock().wall());
        send(TurnInterrupted{
            message.conversation_id, conversation->turn, agent, said.size(), conversation->row.last_seq
        });
        send(EventFrame{conversation->events.back()});
        conversation->turn = 0;
    }
    ConversationTakenOver data{mine, {OwnerKind::bot, ""}, std::nullopt};
    if (conversation && !conversation->events.empty()) {
        HandoffPacket packet;
        packet.conversation_id = message.conversation_id;
        packet.created_at = system_clock().wall();
        packet.trigger = Trigger::agent_takeover;
        packet.suggested_reply = "should be with you by Wednesday. Shall I send you the tracking link?";
        data.packet = packet;
    }
    command(message, data, mine);
}

void Server::on(const ConversationHandBack& message)
{
    command(message, ConversationHandedBack{{OwnerKind::bot, ""}, message.note}, {OwnerKind::bot, ""});
}

void Server::on(const ConversationTransfer& message)
{
    const Owner queue{OwnerKind::queue, message.queue.empty() ? "default" : message.queue};
    command(message, ConversationTransferred{queue, mine, message.note}, queue);
}

void Server::on(const ConversationResolve& message)
{
    if (Conversation* conversation = find(message.conversation_id.value))
        conversation->row.lifecycle = Lifecycle::resolved;
    command(message, ConversationResolved{{}, message.survey}, {});
}

void Server::on(const PresenceSet& message)
{
    Accepted accepted;
    accepted.id = message.id;
    send(accepted);
    send(PresenceChanged{AgentId(agent.id), agent.name, message.presence, true});
}

void Server::on(const SignOut& message)
{
    Accepted accepted;
    accepted.id = message.id;
    send(accepted);
}

// ---- what happens on the other side ----

void Server::cutConnection()
{
    if (m_socket) Q_EMIT m_socket->ended(0, QStringLiteral("cut"));
}

void Server::customerWrites(const QString& conversationId, const std::string& text)
{
    Conversation* conversation = find(conversationId.toStdString());
    if (!conversation) return;
    const Actor customer{ActorKind::customer, "cus", conversation->row.customer_name};
    say(*conversation, customer, MessageAccepted{.text = text}, system_clock().wall());
    publish(*conversation, conversation->events.back());
}

void Server::botStarts(const QString& conversationId)
{
    Conversation* conversation = find(conversationId.toStdString());
    if (!conversation) return;
    conversation->turn = conversation->row.last_seq;
    conversation->shown = 0;
    send(TurnStarted{conversation->row.conversation_id, conversation->turn, conversation->row.owner_epoch});
}

void Server::botSays(const QString& conversationId, const std::string& delta)
{
    Conversation* conversation = find(conversationId.toStdString());
    if (!conversation || conversation->turn == 0) return;
    send(TurnDelta{conversation->row.conversation_id, conversation->turn, 1, conversation->shown, delta});
    conversation->shown += delta.size();
}

void Server::newWaiting(const std::string& name, const std::string& reason)
{
    Conversation& conversation = add(name, OwnerKind::queue, 0);
    addSampleTalk(conversation, 0);
    conversation.row.waiting_since = system_clock().wall();
    conversation.row.trigger = Trigger::customer_request;
    conversation.row.reason_text = reason;
    send(QueueChanged{{conversation.row}, {}});
}

void Server::someoneElseTakes(const QString& conversationId)
{
    Conversation* conversation = find(conversationId.toStdString());
    if (!conversation) return;
    changeOwner(*conversation, {OwnerKind::agent, colleague.id}, colleague.name);
    say(*conversation,
        colleague,
        ConversationTakenOver{conversation->row.owner, mine, std::nullopt},
        system_clock().wall());
    publish(*conversation, conversation->events.back());
}

// ---- the desk ----

SampleDesk::SampleDesk(const Scene& scene) : m_server(scene), m_random(1)
{
    m_desk = std::make_unique<Desk>(DeskParts{
        system_clock(),
        m_random,
        [this] { return m_server.makeSocket(); },
        [](const QUrl&, const QString&) { return std::unique_ptr<Store>(); },
        QStringLiteral("sample"),
    });
}

SampleDesk::~SampleDesk() = default;

bool SampleDesk::signIn()
{
    m_desk->signIn(
        QUrl(QStringLiteral("ws://127.0.0.1:1")), QStringLiteral("dee"), QStringLiteral("right")
    );
    const QDeadlineTimer deadline(5000);
    while (m_desk->connectionState() != ConnectionState::Live && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
    return m_desk->connectionState() == ConnectionState::Live;
}

} // namespace tandem::console::sample
