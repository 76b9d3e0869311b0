#pragma once

#include "backend/backplane/backplane.hpp"
#include "backend/conversation/hub.hpp"
#include "backend/gateway/passwords.hpp"
#include "backend/gateway/queue_feed.hpp"
#include "backend/gateway/turn_admission.hpp"
#include "backend/net/http_server.hpp"
#include "backend/routing/board.hpp"
#include "backend/routing/presence.hpp"
#include "backend/routing/wait_estimate.hpp"
#include "backend/storage/directory.hpp"

#include <set>

namespace tandem::gateway {

struct Settings
{
    int max_text = 4'000;                      // code points of one message
    Millis hello_time{5'000};                  // a connection that has not said hello is closed
    Millis heartbeat{15'000};                  // told to clients
    Millis token_time{std::chrono::hours(12)}; // an agent signs in again after this
    Millis resolved_visible{std::chrono::hours(24)
    }; // a resolved conversation is still shown to its customer
    double customer_messages_per_minute = 20;
    double customer_message_burst = 10;
    double agent_messages_per_minute = 120;
    double agent_message_burst = 60;
    double frames_per_second = 20; // of any kind, per connection
    double frame_burst = 100;
    std::uint64_t sign_ins_per_address = 20; // failed ones within sign_in_window
    std::uint64_t sign_ins_per_login = 10;
    Millis sign_in_window{std::chrono::minutes(10)};
    std::size_t watched = 200; // conversations one agent connection may follow at once
    std::vector<std::string>
        allowed_origins; // of customer pages' frames; empty: only the server's own host
};

class Session;

// What sessions share. Everything referred to outlives them.
struct Gateway
{
    asio::any_io_executor executor;
    conversation::Hub& hub;
    storage::Archive& archive;
    storage::Directory& directory;
    backplane::Backplane& backplane;
    routing::Board& board;
    routing::PresenceBook& presence;
    routing::WaitEstimate& estimate;
    Passwords& passwords;
    Timers& timers;
    const Clock& clock;
    Random& random;
    Settings settings;
    std::set<Session*> sessions;           // the live ones, for the drain
    std::function<bool()> tells_positions; // whether this node tells those who wait their place; null: yes
    std::shared_ptr<QueueFeed> queue = std::make_shared<QueueFeed>(board);
    TurnAdmission admission{};
    std::uint64_t turns_refused = 0; // by the admission
    TimerHandle next_look = {};      // of the admission
};

// Registers /ws/customer and /ws/agent, and wires what the waiting list and presence tell to those who
// watch.
void attach(Gateway& gateway, net::HttpServer& server);

// Asks every client to reconnect elsewhere, each after its own time within `spread`, and closes with
// `restarting`.
void send_away(Gateway& gateway, Millis spread);

} // namespace tandem::gateway
