#pragma once

#include "shared/base/random.hpp"
#include "tests/support/client/connection.hpp"
#include "tests/support/client/conversation_view.hpp"
#include "tests/support/history/ledger.hpp"

#include <boost/asio/steady_timer.hpp>
#include <list>

namespace tandem::testing {

// A customer or an agent who speaks the protocol as its README says. Used from the loop's thread only; the
// loop outlives it. Destroying it cuts its connection.
class ChatClient
{
public:
    struct Options
    {
        std::string name = "client"; // for people
        std::string host = "127.0.0.1";
        std::uint16_t port = 0;
        std::string source_address;
        bool agent = false;
        std::string visitor_key; // customers; made up when empty
        std::string login;       // agents
        std::string password;
        bool reconnect = true;
        Millis first_pause{50}; // between attempts, with jitter; doubles up to last_pause
        Millis last_pause{2'000};
        bool repeat_rejected =
            true; // a retryable rejection is tried again under the same id, at most ten times
        std::uint64_t seed = 1;
    };

    using Answer = std::variant<protocol::Accepted, protocol::Rejected, protocol::HistoryPage>;

    ChatClient(boost::asio::io_context& loop, Options options);
    ~ChatClient();
    ChatClient(const ChatClient&) = delete;
    ChatClient& operator=(const ChatClient&) = delete;

    void connect();

    // Closes politely and stays away.
    void disconnect();

    // Loses the connection as a broken network would; reconnects if it may.
    void drop();

    // Another server, for instance after a restart on another port; used from the next attempt on.
    void redirect(std::uint16_t port) { options_.port = port; }

    // A command gets an id if it has none, is noted in the ledger, and is repeated on every new connection
    // until it is answered. Anything else leaves at once or not at all. Returns the id, empty for what has
    // none.
    ClientMsgId send(protocol::ClientMessage message);

    ClientMsgId start(std::string text);
    ClientMsgId say(std::string text); // in conversation(), as customer or as owner
    ClientMsgId watch(const ConversationId& id);

    [[nodiscard]] bool connected() const noexcept { return welcome_.has_value(); }
    [[nodiscard]] const std::optional<protocol::Welcome>& welcome() const noexcept { return welcome_; }
    [[nodiscard]] int connects() const noexcept { return connects_; } // welcomes so far
    [[nodiscard]] std::optional<std::uint16_t> last_close() const noexcept { return last_close_; }
    [[nodiscard]] std::size_t unanswered() const noexcept { return pending_.size(); }

    // Null while there is none.
    [[nodiscard]] const Answer* answer(const ClientMsgId& id) const;
    [[nodiscard]] bool was_accepted(const ClientMsgId& id) const;

    // The customer's, or the one an agent watched last; empty when there is none.
    [[nodiscard]] const ConversationId& conversation() const noexcept { return current_; }

    // An empty view for a conversation that was never seen.
    [[nodiscard]] const ConversationView& view(const ConversationId& id) const;
    [[nodiscard]] const ConversationView& view() const { return view(current_); }
    [[nodiscard]] const std::map<ConversationId, ConversationView>& views() const noexcept
    {
        return views_;
    }

    // The console's list, by conversation.
    [[nodiscard]] const std::map<ConversationId, protocol::ConversationSummary>& queue() const noexcept
    {
        return queue_;
    }

    [[nodiscard]] const history::Ledger& ledger() const noexcept { return ledger_; }

    // Sees every message after the client itself did.
    std::function<void(const protocol::ServerMessage&)> on_message;

private:
    struct Pending
    {
        ClientMsgId id;
        std::string frame;
        bool noted = false; // in the ledger
        int tries = 0;
    };

    void opened();
    void closed(std::uint16_t code);
    void received(std::string_view text);
    void reconnect_later(Millis at_least);
    void repeat_later(const ClientMsgId& id, Millis pause);
    void ask_history(const ConversationId& id);
    void note_opened(const ConversationId& id, Seq after_seq);
    void show(const protocol::Event& event);
    ConversationView& open_view(const ConversationId& id);

    void handle(const protocol::Welcome& welcome);
    void handle(const protocol::Accepted& accepted);
    void handle(const protocol::Rejected& rejected);
    void handle(const protocol::HistoryPage& page);
    void handle(const protocol::Resumed& resumed);
    void handle(const protocol::QueueSnapshot& snapshot);
    void handle(const protocol::QueueChanged& changed);
    void handle(const protocol::ServerRestarting& restarting);
    void handle(const protocol::EventFrame& frame) { show(frame.event); }
    template <class T>
    void handle(const T& message);

    boost::asio::io_context& loop_;
    Options options_;
    SeededRandom random_;
    std::shared_ptr<Connection> connection_;
    std::shared_ptr<bool> alive_ =
        std::make_shared<bool>(true); // what timers look at before they touch `this`
    std::optional<protocol::Welcome> welcome_;
    std::string token_;
    bool wanted_ = false;
    int connects_ = 0;
    Millis pause_{0};
    Millis asked_pause_{0};
    std::optional<std::uint16_t> last_close_;
    std::list<Pending> pending_; // in the order they were sent
    std::map<ClientMsgId, Answer> answers_;
    std::map<ConversationId, ConversationView> views_;
    std::map<ConversationId, ClientMsgId> asked_; // pages on their way
    std::map<ConversationId, protocol::ConversationSummary> queue_;
    ConversationId current_;
    history::Ledger ledger_;
};

} // namespace tandem::testing
