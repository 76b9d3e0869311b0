#pragma once

#include "backend/gateway/follower.hpp"
#include "backend/net/rate_limit.hpp"
#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/messages.hpp"

namespace tandem::gateway {

// What customer and agent connections have in common: the first frame is a hello in time, frames are
// decoded and counted, answers are encoded. Lives as long as its connection and whatever it has under way.
class Session : public std::enable_shared_from_this<Session>, public FrameSink
{
public:
    Session(Gateway& gateway, net::WebSocket& socket);
    ~Session() override;

    void opened();
    void on_text(std::string_view text);
    void on_closed();

    void close(protocol::CloseCode code);
    void tell(const protocol::ServerMessage& message);

    void send(backplane::Frame frame) override;
    bool send_droppable(backplane::Frame frame) override;
    [[nodiscard]] std::size_t queued_bytes() const override;
    [[nodiscard]] bool is_open() const override { return socket_ != nullptr; }

protected:
    virtual void hello(protocol::Hello hello) = 0;
    virtual void command(protocol::ClientMessage message) = 0;
    virtual void closed() {}

    void greeted();
    void reject(std::optional<ClientMsgId> id, const Error& error, std::optional<Millis> retry_after = {});

    // Passes a command on and answers it when it has been carried out.
    void pass_on(const ConversationId& id, conversation::Command command);
    [[nodiscard]] conversation::Reply reply_to(ClientMsgId id);

    [[nodiscard]] Task<void> read_history(protocol::HistoryRead request, View view);

    // Clean, not empty, not too long; else the command is rejected and nothing returned.
    [[nodiscard]] std::optional<std::string> message_text(const ClientMsgId& id, const std::string& text);
    [[nodiscard]] static std::string short_text(const std::string& text, std::size_t limit);

    // Runs a member coroutine to its end; the session is kept alive for it.
    void spawn(Task<void> task);

    [[nodiscard]] Gateway& gateway() { return gateway_; }
    [[nodiscard]] net::Peer peer() const { return socket_ != nullptr ? socket_->peer() : net::Peer(); }
    [[nodiscard]] const SessionId& session_id() const { return session_id_; }

    std::optional<conversation::Caller> caller_; // set by a successful hello

private:
    Gateway& gateway_;
    net::WebSocket* socket_;
    SessionId session_id_;
    net::TokenBucket frames_;
    TimerHandle hello_timer_;
    bool hello_seen_ = false;
};

// Owned by the connection; keeps the session for as long as there is a connection.
[[nodiscard]] std::unique_ptr<net::WebSocketHandler> handler_of(std::shared_ptr<Session> session);

[[nodiscard]] std::shared_ptr<Session> make_customer_session(Gateway& gateway, net::WebSocket& socket);
[[nodiscard]] std::shared_ptr<Session> make_agent_session(Gateway& gateway, net::WebSocket& socket);

} // namespace tandem::gateway
