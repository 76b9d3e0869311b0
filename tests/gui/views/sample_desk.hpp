#pragma once

#include "agent-app/app/desk.hpp"
#include "agent-app/net/abstract_socket.hpp"
#include "shared/base/random.hpp"
#include "shared/base/time.hpp"
#include "shared/protocol/messages.hpp"

#include <QHash>
#include <QPointer>

#include <memory>
#include <vector>

namespace tandem::console::sample {

// What there is to see.
struct Scene
{
    int waiting = 3;
    int mine = 2;
    int withBot = 14;
    int others = 1;
    int extraMessages = 0;  // in the first of mine
    bool longNames = false; // of 80 characters
    bool languages = false; // German and Arabic customers
};

class Socket;

// A server inside this process: real frames of the protocol to a real desk, over a socket that is none.
// Answers what a console asks, as the real one would, with conversations that were written for it.
class Server final : public QObject
{
    Q_OBJECT

public:
    explicit Server(const Scene& scene);
    ~Server() override;

    [[nodiscard]] std::unique_ptr<AbstractSocket> makeSocket();

    void receive(Socket* from, const std::string& frame);

    // ---- what happens on the other side ----
    void cutConnection();
    void refuseEverything(bool refuse) { m_refuse = refuse; }
    void customerWrites(const QString& conversationId, const std::string& text);
    void botStarts(const QString& conversationId);
    void botSays(const QString& conversationId, const std::string& delta);
    void newWaiting(const std::string& name, const std::string& reason);
    void someoneElseTakes(const QString& conversationId);

    [[nodiscard]] QString idOf(const std::string& customer) const;
    [[nodiscard]] const std::vector<std::string>& texts() const
    {
        return m_texts;
    } // replies and notes that arrived

private:
    struct Conversation
    {
        protocol::ConversationSummary row;
        std::vector<protocol::Event> events;
        bool watched = false;
        Seq turn = 0; // that the bot answers
        std::size_t shown = 0;
    };

    Conversation& add(const std::string& name, protocol::OwnerKind owner, int minutesAgo);
    Conversation* find(const std::string& id);
    void addSampleTalk(Conversation& conversation, int script);
    void
    say(Conversation& conversation, const protocol::Actor& actor, protocol::EventData data, WallTime at);
    void publish(Conversation& conversation, const protocol::Event& event);
    void changeOwner(Conversation& conversation, protocol::Owner owner, const std::string& name);
    void send(const protocol::ServerMessage& message);

    void on(const protocol::Hello& message);
    void on(const protocol::Ping& message);
    void on(const protocol::ConversationWatch& message);
    void on(const protocol::MessageSend& message);
    void on(const protocol::NoteAdd& message);
    void on(const protocol::ConversationAccept& message);
    void on(const protocol::ConversationTakeOver& message);
    void on(const protocol::ConversationHandBack& message);
    void on(const protocol::ConversationTransfer& message);
    void on(const protocol::ConversationResolve& message);
    void on(const protocol::PresenceSet& message);
    void on(const protocol::SignOut& message);
    template <class Other>
    void on(const Other&)
    {}

    template <class Command>
    void command(const Command& message, protocol::EventData data, const protocol::Owner& owner);

    std::vector<std::unique_ptr<Conversation>> m_conversations;
    std::vector<std::string> m_texts;
    QPointer<Socket> m_socket;
    WallTime m_now;
    int m_made = 0;
    bool m_refuse = false;
};

// A desk at that server, not signed in yet.
class SampleDesk final
{
public:
    explicit SampleDesk(const Scene& scene);
    ~SampleDesk();

    [[nodiscard]] Desk& desk() { return *m_desk; }
    [[nodiscard]] Server& server() { return m_server; }

    // Signs in and waits until the desk is live; false when it does not get there in five seconds.
    [[nodiscard]] bool signIn();

private:
    Server m_server;
    SeededRandom m_random;
    std::unique_ptr<Desk> m_desk;
};

} // namespace tandem::console::sample
