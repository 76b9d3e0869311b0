#include "tests/support/client/chat_client.hpp"

#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/text/code_points.hpp"

#include <algorithm>

namespace tandem::testing {

using namespace protocol;

namespace {

constexpr int most_tries = 10;
constexpr Millis pause_after_rejection{300};

// Commands that add to a log, which is what ledgers are about.
template <class T>
constexpr bool is_stored =
    requires(T t) { t.id; } && !std::is_same_v<T, HistoryRead> && !std::is_same_v<T, ConversationWatch> &&
    !std::is_same_v<T, PresenceSet> && !std::is_same_v<T, SignOut>;

template <class T>
history::Invoked invoked(const T& command)
{
    history::Invoked entry{.id = command.id, .type = std::string(T::type)};
    if constexpr (requires { command.conversation_id; }) entry.conversation_id = command.conversation_id;
    if constexpr (requires { command.text; }) entry.text_hash = history::hash_of_text(command.text);
    if constexpr (requires { command.owner_epoch; }) entry.owner_epoch = command.owner_epoch;
    return entry;
}

} // namespace

ChatClient::ChatClient(boost::asio::io_context& loop, Options options)
    : loop_(loop),
      options_(std::move(options)),
      random_(options_.seed)
{
    if (!options_.agent && options_.visitor_key.empty())
        options_.visitor_key = make_token(32, system_random());
    ledger_.client = options_.name;
    ledger_.kind = options_.agent ? ActorKind::agent : ActorKind::customer;
}

ChatClient::~ChatClient()
{
    *alive_ = false;
    if (connection_) connection_->drop();
}

// ---- connecting

void ChatClient::connect()
{
    wanted_ = true;
    if (connection_) return;
    // What still comes after this client is gone must not reach it.
    const auto guarded = [alive = alive_](auto call) {
        return [alive, call](auto&&... arguments) {
            if (*alive) call(std::forward<decltype(arguments)>(arguments)...);
        };
    };
    connection_ = open_connection(
        loop_,
        {.host = options_.host,
         .port = options_.port,
         .path = options_.agent ? "/ws/agent" : "/ws/customer",
         .source_address = options_.source_address},
        {.opened = guarded([this] { opened(); }),
         .text = guarded([this](std::string_view text) { received(text); }),
         .closed = guarded([this](std::uint16_t code) { closed(code); })}
    );
}

void ChatClient::disconnect()
{
    wanted_ = false;
    if (connection_) connection_->close();
}

void ChatClient::drop()
{
    if (connection_) connection_->drop();
}

void ChatClient::opened()
{
    Hello hello{.client = "test " + options_.name};
    if (!options_.agent) {
        hello.visitor_key = options_.visitor_key;
    } else if (!token_.empty()) {
        hello.token = token_;
    } else {
        hello.login = options_.login;
        hello.password = options_.password;
    }
    for (const auto& [id, view] : views_)
        hello.resume.push_back({id, view.last_seq()});
    connection_->send(encode(hello));
}

void ChatClient::closed(std::uint16_t code)
{
    connection_.reset();
    welcome_.reset();
    asked_.clear();
    last_close_ = code;
    if (wanted_ && options_.reconnect && should_reconnect(code))
        reconnect_later(std::exchange(asked_pause_, Millis(0)));
}

void ChatClient::reconnect_later(Millis at_least)
{
    pause_ = pause_ == Millis(0) ? options_.first_pause : std::min(pause_ * 2, options_.last_pause);
    const Millis jittered(
        static_cast<Millis::rep>(static_cast<double>(pause_.count()) * (0.5 + random_.unit()))
    );
    auto timer = std::make_shared<boost::asio::steady_timer>(loop_, std::max(jittered, at_least));
    timer->async_wait([this, alive = alive_, timer](boost::system::error_code) {
        if (*alive && wanted_) connect();
    });
}

// ---- sending

ClientMsgId ChatClient::send(ClientMessage message)
{
    return std::visit(
        [&](auto& body) -> ClientMsgId {
            using T = std::remove_cvref_t<decltype(body)>;
            if constexpr (requires { body.id; }) {
                if (body.id.empty()) body.id = ClientMsgId("c" + make_ulid(system_clock().wall(), random_));
                if constexpr (is_stored<T>) ledger_.entries.emplace_back(invoked(body));
                pending_.push_back({.id = body.id, .frame = encode(message), .noted = is_stored<T>});
                if (connected()) connection_->send(pending_.back().frame);
                return body.id;
            } else {
                if constexpr (std::is_same_v<T, ConversationUnwatch>) {
                    ledger_.entries.emplace_back(history::Left{body.conversation_id});
                    views_.erase(body.conversation_id);
                }
                if (connected()) connection_->send(encode(message));
                return {};
            }
        },
        message
    );
}

ClientMsgId ChatClient::start(std::string text)
{
    return send(ConversationStart{.text = std::move(text), .sent_at = system_clock().wall()});
}

ClientMsgId ChatClient::say(std::string text)
{
    MessageSend message{.conversation_id = current_, .text = std::move(text)};
    if (options_.agent) message.owner_epoch = view().owner_epoch();
    return send(std::move(message));
}

ClientMsgId ChatClient::watch(const ConversationId& id)
{
    current_ = id;
    const Seq after = open_view(id).last_seq();
    return send(ConversationWatch{.conversation_id = id, .after_seq = after});
}

void ChatClient::repeat_later(const ClientMsgId& id, Millis pause)
{
    auto timer = std::make_shared<boost::asio::steady_timer>(loop_, pause);
    timer->async_wait([this, alive = alive_, timer, id](boost::system::error_code) {
        if (!*alive || !connected()) return;
        const auto found = std::ranges::find(pending_, id, &Pending::id);
        if (found != pending_.end()) connection_->send(found->frame);
    });
}

void ChatClient::ask_history(const ConversationId& id)
{
    if (asked_.contains(id)) return;
    asked_[id] = send(HistoryRead{.conversation_id = id, .after_seq = view(id).last_seq()});
}

// ---- receiving

void ChatClient::received(std::string_view text)
{
    const auto message = decode_server(text);
    if (!message) return drop(); // a server that cannot be understood is as good as gone
    std::visit([this](const auto& body) { handle(body); }, *message);
    if (on_message) on_message(*message);
}

template <class T>
void ChatClient::handle(const T& message)
{
    // What is about a turn goes to its view; typing, presence and the like are for on_message.
    if constexpr (requires(ConversationView& v) { v.take(message); })
        open_view(message.conversation_id).take(message);
}

void ChatClient::handle(const Welcome& welcome)
{
    welcome_ = welcome;
    ++connects_;
    pause_ = Millis(0);
    ledger_.actor_id = welcome.principal.id;
    if (welcome.token) token_ = *welcome.token;
    for (const auto& head : welcome.conversations) {
        open_view(head.conversation_id);
        current_ = head.conversation_id;
    }
    // A page that was on its way is asked for again when it is missed again.
    pending_.remove_if([](const Pending& p) { return p.frame.starts_with(R"({"type":"history.read")"); });
    for (const Pending& pending : pending_)
        connection_->send(pending.frame);
}

void ChatClient::handle(const Accepted& accepted)
{
    const auto found = std::ranges::find(pending_, accepted.id, &Pending::id);
    if (found == pending_.end()) return;
    const ConversationId id = accepted.conversation_id.value_or(ConversationId{});
    if (!options_.agent && current_.empty() && !id.empty()) {
        current_ = id;
        open_view(id);
    }
    if (found->noted && accepted.seq)
        ledger_.entries.emplace_back(history::Accepted{accepted.id, id, accepted.seq.value_or(0)});
    pending_.erase(found);
    answers_.insert_or_assign(accepted.id, accepted);
}

void ChatClient::handle(const Rejected& rejected)
{
    if (!rejected.id) return;
    const auto found = std::ranges::find(pending_, *rejected.id, &Pending::id);
    if (found == pending_.end()) return;
    if (rejected.retryable && options_.repeat_rejected && ++found->tries < most_tries)
        return repeat_later(
            found->id, Millis(rejected.retry_after_ms.value_or(int(pause_after_rejection.count())))
        );
    if (found->noted)
        ledger_.entries.emplace_back(history::Rejected{found->id, static_cast<Errc>(rejected.code)});
    std::erase_if(asked_, [&](const auto& entry) { return entry.second == found->id; });
    pending_.erase(found);
    answers_.insert_or_assign(*rejected.id, rejected);
}

void ChatClient::handle(const HistoryPage& page)
{
    std::erase_if(pending_, [&](const Pending& p) { return p.id == page.id; });
    asked_.erase(page.conversation_id);
    // What was shown live in the meantime is no repeat.
    for (const Event& event : page.events) {
        if (event.seq > view(event.conversation_id).last_seq()) show(event);
    }
    answers_.insert_or_assign(page.id, page);
    if (view(page.conversation_id).last_seq() < page.last_seq && !page.events.empty())
        ask_history(page.conversation_id);
}

void ChatClient::handle(const Resumed& resumed)
{
    if (!resumed.reset) return;
    const auto found = views_.find(resumed.conversation_id);
    if (found == views_.end()) return;
    // It was ahead of the log; all of it follows.
    found->second.reset();
    note_opened(resumed.conversation_id, 0);
}

void ChatClient::handle(const QueueSnapshot& snapshot)
{
    if (snapshot.part == 0) queue_.clear();
    for (const auto& item : snapshot.items)
        queue_.insert_or_assign(item.conversation_id, item);
}

void ChatClient::handle(const QueueChanged& changed)
{
    for (const auto& item : changed.upserted)
        queue_.insert_or_assign(item.conversation_id, item);
    for (const auto& id : changed.removed)
        queue_.erase(id);
}

void ChatClient::handle(const ServerRestarting& restarting)
{
    asked_pause_ = Millis(restarting.reconnect_after_ms);
}

void ChatClient::show(const Event& event)
{
    switch (open_view(event.conversation_id).take(event)) {
    case ConversationView::Taken::shown:
        ledger_.entries.emplace_back(history::shown(event));
        break;
    case ConversationView::Taken::gap:
        ask_history(event.conversation_id);
        break;
    case ConversationView::Taken::repeated:
        break;
    }
}

// ---- looking

ConversationView& ChatClient::open_view(const ConversationId& id)
{
    const auto [place, is_new] = views_.try_emplace(id);
    if (is_new) note_opened(id, 0);
    return place->second;
}

void ChatClient::note_opened(const ConversationId& id, Seq after_seq)
{
    ledger_.entries.emplace_back(history::Opened{id, after_seq});
}

const ChatClient::Answer* ChatClient::answer(const ClientMsgId& id) const
{
    const auto found = answers_.find(id);
    return found == answers_.end() ? nullptr : &found->second;
}

bool ChatClient::was_accepted(const ClientMsgId& id) const
{
    const Answer* found = answer(id);
    return found != nullptr && std::holds_alternative<Accepted>(*found);
}

const ConversationView& ChatClient::view(const ConversationId& id) const
{
    static const ConversationView none;
    const auto found = views_.find(id);
    return found == views_.end() ? none : found->second;
}

} // namespace tandem::testing
