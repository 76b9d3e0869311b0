#include "backend/gateway/gateway.hpp"

#include "backend/conversation/broadcast.hpp"
#include "backend/gateway/session.hpp"

namespace tandem::gateway {

namespace {

constexpr int forbidden = 403;

// A page may connect when its origin is listed; with an empty list, when it is served by this very host.
int check_origin(const std::vector<std::string>& allowed, const net::HttpRequest& request)
{
    const std::string_view origin = request.peer.origin;
    if (origin.empty()) return 0; // not a browser; browsers always send one
    for (const auto& one : allowed) {
        if (origin == one) return 0;
    }
    const auto host = request.header("host");
    const bool own = origin == "http://" + std::string(host) || origin == "https://" + std::string(host);
    return own ? 0 : forbidden;
}

// Customers who wait learn their place when it has changed, not every time somebody else moves.
class PositionTeller
{
public:
    explicit PositionTeller(Gateway& gateway) : gateway_(gateway) {}

    void tell()
    {
        const auto waiting = gateway_.board.waiting();
        std::unordered_map<ConversationId, int> now;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            const int ahead = int(i);
            now.emplace(waiting[i], ahead);
            const auto before = told_.find(waiting[i]);
            if (before != told_.end() && before->second == ahead) continue;
            tell_one(waiting[i], ahead);
        }
        told_ = std::move(now);
    }

    // Somebody else tells from now on: when it comes back here, everybody is told anew.
    void forget() { told_.clear(); }

private:
    void tell_one(const ConversationId& id, int ahead)
    {
        std::optional<int> seconds;
        if (const auto estimate = gateway_.estimate.estimate(ahead, gateway_.clock.steady()))
            seconds = int(estimate->count());
        gateway_.backplane.publish(
            conversation::topic_of(id),
            conversation::signal_message(
                protocol::QueuePositionChanged{
                    .conversation_id = id,
                    .ahead = ahead,
                    .estimate_seconds = seconds,
                    .agents_available = gateway_.presence.anybody_available(),
                },
                false
            )
        );
    }

    Gateway& gateway_;
    std::unordered_map<ConversationId, int> told_;
};

// How late this timer comes is how late everything is that waits for the loop.
void watch_load(Gateway& gateway)
{
    const auto due = gateway.clock.steady() + TurnAdmission::step;
    gateway.next_look = gateway.timers.after(TurnAdmission::step, [&gateway, due] {
        const auto late = std::chrono::duration_cast<Millis>(gateway.clock.steady() - due);
        gateway.admission.look(late, gateway.hub.turns_in_progress());
        watch_load(gateway);
    });
}

} // namespace

void attach(Gateway& gateway, net::HttpServer& server)
{
    net::WebSocketLimits customer;
    net::WebSocketLimits staff;
    staff.message_bytes = 64 * 1024;
    staff.queue_bytes = 1024 * 1024; // a supervisor's snapshot of many conversations
    staff.queue_frames = 4'000;

    server.websocket(
        "/ws/customer",
        customer,
        [&gateway](const net::HttpRequest& request) {
            return check_origin(gateway.settings.allowed_origins, request);
        },
        [&gateway](net::WebSocket& socket) { return handler_of(make_customer_session(gateway, socket)); }
    );
    // Consoles are programs, not pages: a request that a browser made on some page's behalf has no business
    // here.
    server.websocket(
        "/ws/agent",
        staff,
        [](const net::HttpRequest& request) { return check_origin({}, request); },
        [&gateway](net::WebSocket& socket) { return handler_of(make_agent_session(gateway, socket)); }
    );

    watch_load(gateway);
    gateway.board.on_waiting_changed = [&gateway, teller = std::make_shared<PositionTeller>(gateway)] {
        if (!gateway.tells_positions || gateway.tells_positions())
            teller->tell();
        else
            teller->forget();
    };
}

void send_away(Gateway& gateway, Millis spread)
{
    const auto sessions = gateway.sessions;
    for (Session* session : sessions) {
        const auto after = int(gateway.random.below(std::uint64_t(spread.count()) + 1));
        session->tell(protocol::ServerRestarting{.reconnect_after_ms = after});
        session->close(protocol::CloseCode::restarting);
    }
}

} // namespace tandem::gateway
