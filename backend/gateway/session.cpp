#include "backend/gateway/session.hpp"

#include "backend/conversation/visibility.hpp"
#include "backend/util/log.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/text/clean.hpp"
#include "shared/text/code_points.hpp"

namespace tandem::gateway {

namespace {

constexpr std::size_t history_page = 100;
constexpr std::size_t history_bytes = 48 * 1024; // a page is cut before its frame grows beyond this

class Handler final : public net::WebSocketHandler
{
public:
    explicit Handler(std::shared_ptr<Session> session) : session_(std::move(session)) {}
    void on_text(std::string_view text) override { session_->on_text(text); }
    void on_closed() override { session_->on_closed(); }

private:
    std::shared_ptr<Session> session_;
};

} // namespace

std::unique_ptr<net::WebSocketHandler> handler_of(std::shared_ptr<Session> session)
{
    session->opened();
    return std::make_unique<Handler>(std::move(session));
}

Session::Session(Gateway& gateway, net::WebSocket& socket)
    : gateway_(gateway),
      socket_(&socket),
      session_id_("ses_" + make_ulid(gateway.clock.wall(), gateway.random)),
      frames_({gateway.settings.frames_per_second, gateway.settings.frame_burst}, gateway.clock.steady())
{
    gateway_.sessions.insert(this);
}

Session::~Session() { gateway_.sessions.erase(this); }

void Session::opened()
{
    hello_timer_ = gateway_.timers.after(gateway_.settings.hello_time, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->close(protocol::CloseCode::hello_timeout);
    });
}

void Session::greeted() { hello_timer_.reset(); }

void Session::on_text(std::string_view text)
{
    if (!frames_.take(gateway_.clock.steady())) {
        close(protocol::CloseCode::rate_limited);
        return;
    }
    auto message = protocol::decode_client(text);
    if (!message) {
        // Before the hello nobody is owed an explanation; after it a client with a bug is, and stays
        // connected.
        if (!hello_seen_)
            close(protocol::CloseCode::bad_request);
        else
            reject(protocol::peek_id(text), message.error());
        return;
    }
    if (auto* first = std::get_if<protocol::Hello>(&*message)) {
        if (hello_seen_) {
            close(protocol::CloseCode::bad_request);
            return;
        }
        hello_seen_ = true;
        if (first->proto_min > protocol::protocol_max || first->proto_max < protocol::protocol_min) {
            close(protocol::CloseCode::unsupported_version);
            return;
        }
        hello(std::move(*first));
    } else if (const auto* ping = std::get_if<protocol::Ping>(&*message)) {
        tell(protocol::Pong{.n = ping->n, .server_time = gateway_.clock.wall()});
    } else if (!hello_seen_) {
        close(protocol::CloseCode::unauthenticated);
    } else if (!caller_) {
        // Sent on the heels of a hello that is still being checked: a client must wait for the welcome.
        reject(protocol::peek_id(text), Error(Errc::unauthenticated, "wait for welcome"));
    } else {
        command(std::move(*message));
    }
}

void Session::on_closed()
{
    socket_ = nullptr;
    hello_timer_.reset();
    gateway_.sessions.erase(this);
    closed();
}

void Session::close(protocol::CloseCode code)
{
    if (socket_ != nullptr)
        socket_->close(static_cast<std::uint16_t>(code), protocol::close_code_name(code));
}

void Session::tell(const protocol::ServerMessage& message)
{
    send(std::make_shared<const std::string>(protocol::encode(message)));
}

void Session::send(backplane::Frame frame)
{
    if (socket_ != nullptr) socket_->send(std::move(frame));
}

bool Session::send_droppable(backplane::Frame frame)
{
    return socket_ == nullptr || socket_->send_droppable(std::move(frame));
}

std::size_t Session::queued_bytes() const { return socket_ != nullptr ? socket_->queued_bytes() : 0; }

void Session::reject(std::optional<ClientMsgId> id, const Error& error, std::optional<Millis> retry_after)
{
    std::optional<int> after;
    if (retry_after) after = int(retry_after->count());
    tell(protocol::Rejected{
        .id = std::move(id),
        .code = int(error.code),
        .name = std::string(errc_name(error.code)),
        .retryable = retryable(error.code),
        // Details of faults of ours stay in the log.
        .message =
            error.code == Errc::internal || error.code == Errc::unavailable ? std::string() : error.detail,
        .retry_after_ms = after,
    });
}

void Session::pass_on(const ConversationId& id, conversation::Command command)
{
    auto reply = reply_to(conversation::id_of(command));
    gateway_.hub.submit(id, *caller_, std::move(command), std::move(reply));
}

conversation::Reply Session::reply_to(ClientMsgId id)
{
    return [weak = weak_from_this(), id = std::move(id)](Result<conversation::Outcome> outcome) {
        const auto self = weak.lock();
        if (!self) return;
        if (!outcome) {
            self->reject(id, outcome.error());
            return;
        }
        self->tell(protocol::Accepted{
            .id = id,
            .conversation_id = outcome->conversation_id,
            .seq = outcome->seq,
            .at = outcome->at,
            .owner_epoch = outcome->owner_epoch,
        });
    };
}

Task<void> Session::read_history(protocol::HistoryRead request, View view)
{
    auto record = co_await gateway_.hub.record(request.conversation_id, *caller_);
    if (!record) {
        reject(request.id, record.error());
        co_return;
    }
    auto events = co_await gateway_.archive.read(request.conversation_id, request.after_seq, history_page);
    if (!events) {
        reject(request.id, events.error());
        co_return;
    }
    protocol::HistoryPage page{
        .id = request.id,
        .conversation_id = request.conversation_id,
        .events = {},
        .last_seq = record->last_seq
    };
    std::size_t bytes = 0;
    for (auto& event : *events) {
        auto visible = view == View::customer ? conversation::for_customer(event) : std::move(event);
        bytes += protocol::encode_event(visible).size();
        if (bytes > history_bytes && !page.events.empty()) break;
        page.events.push_back(std::move(visible));
    }
    tell(page);
}

std::optional<std::string> Session::message_text(const ClientMsgId& id, const std::string& text)
{
    auto clean = text::clean(text);
    if (clean.empty()) {
        reject(id, Error(Errc::text_empty));
        return std::nullopt;
    }
    if (text::count_code_points(clean) > std::size_t(gateway_.settings.max_text)) {
        reject(
            id,
            Error(
                Errc::text_too_long, "at most " + std::to_string(gateway_.settings.max_text) + " characters"
            )
        );
        return std::nullopt;
    }
    return clean;
}

std::string Session::short_text(const std::string& text, std::size_t limit)
{
    return text::first_code_points(text::clean(text), limit);
}

void Session::spawn(Task<void> task)
{
    asio::co_spawn(
        gateway_.executor,
        std::move(task),
        [self = shared_from_this()](std::exception_ptr error) {
            if (!error) return;
            log::error("session failed", {{"session_id", self->session_id_.value}});
            self->close(protocol::CloseCode::internal_error);
        }
    );
}

} // namespace tandem::gateway
