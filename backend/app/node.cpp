#include "backend/app/node.hpp"

#include "backend/app/backplanes.hpp"
#include "backend/app/business.hpp"
#include "backend/app/intents.hpp"
#include "backend/app/language_models.hpp"
#include "backend/app/stores.hpp"
#include "backend/app/web_files.hpp"
#include "backend/bot/knowledge/sqlite_knowledge.hpp"
#include "backend/gateway/gateway.hpp"
#include "backend/insight/metrics.hpp"
#include "backend/routing/absence.hpp"
#include "backend/routing/board_exchange.hpp"
#include "backend/routing/duty.hpp"
#include "backend/routing/presence_exchange.hpp"
#include "backend/util/log.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>

namespace tandem::app {

namespace {

constexpr Millis reconnect_spread{3'000};
constexpr Millis close_time{5'000};
constexpr Millis sweep_every{60'000};
constexpr std::size_t sweep_limit = 500;
constexpr Millis look_every{1'000};      // for answers that another node has begun and will not end
constexpr Millis answered_within{3'000}; // by most; only then it is looked whether anybody is at it
constexpr std::size_t look_limit = 2'000;

net::HttpServerSettings server_settings(const Config& config)
{
    net::HttpServerSettings settings;
    settings.address = config.server.address;
    settings.port = std::uint16_t(config.server.port);
    settings.tls = {config.server.tls_certificate, config.server.tls_key};
    settings.limits.connections = std::size_t(config.server.connections);
    settings.limits.connections_per_address = std::size_t(config.server.connections_per_address);
    settings.trusted_proxies = config.server.trusted_proxies;
    settings.hosts = config.server.hosts;
    return settings;
}

conversation::Settings conversation_settings(const Config& config)
{
    conversation::Settings settings;
    settings.rules.default_queue = config.routing.default_queue;
    settings.rules.reopen_window = std::chrono::hours(config.routing.reopen_hours);
    settings.bot_name = config.bot.name;
    settings.turn_time = std::chrono::seconds(config.bot.turn_seconds);
    settings.burst_window = Millis(config.bot.burst_ms);
    return settings;
}

gateway::Settings gateway_settings(const Config& config)
{
    gateway::Settings settings;
    settings.max_text = int(config.limits.message_characters);
    settings.customer_messages_per_minute = config.limits.customer_messages_per_minute;
    settings.customer_message_burst = double(config.limits.customer_message_burst);
    settings.agent_messages_per_minute = config.limits.agent_messages_per_minute;
    settings.resolved_visible = std::chrono::hours(config.routing.reopen_hours);
    settings.allowed_origins = config.server.allowed_origins;
    return settings;
}

std::filesystem::path data_folder(const Config& config)
{
    std::filesystem::path folder = config.storage.folder;
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    return folder;
}

} // namespace

// In the order of dependency: who is declared later may use who is declared before, and goes first.
struct Node::Parts
{
    explicit Parts(Config c) : config(std::move(c)) {}

    Config config;
    asio::io_context loop{1
    }; // one thread owns all conversations and connections: ARCHITECTURE.md, "One loop"
    const Clock& clock = system_clock();
    Random& random = system_random();
    std::filesystem::path folder = data_folder(config);

    std::unique_ptr<Timers> timers = create_timers(loop.get_executor());
    std::unique_ptr<storage::Store> store = open_store(config, Sharing::alone);
    std::unique_ptr<storage::NodeLock> lock =
        lock_nodes(config, [this] { asio::post(loop, [this] { give_way(); }); });
    const NodeId node_id{"node_" + make_ulid(clock.wall(), random)}; // another one after every start
    std::unique_ptr<backplane::Backplane> backplane = open_backplane(config, node_id, loop, clock, random);
    std::unique_ptr<bot::SqliteKnowledge> knowledge =
        bot::create_sqlite_knowledge({.file = folder / "knowledge.sqlite"}, clock);
    LanguageModels models{config, loop, {clock, *timers, random}};
    std::unique_ptr<bot::IntentClassifier> intents = create_intents(config);
    std::unique_ptr<bot::Bot> bot = bot::create_bot(
        {.confident = config.bot.confident}, *knowledge, models.answering(), clock, intents.get()
    );
    Business business = create_business(config, *bot, loop, *timers, clock, random);

    insight::Metrics metrics;
    routing::Board board{*timers};
    routing::BoardExchange rows{loop.get_executor(), board, *backplane, store->archive(), *timers, node_id};
    routing::PresenceBook presence;
    routing::PresenceExchange colleagues{presence, *backplane, *timers, clock, node_id};
    // What one node does for all: gives back, closes, takes up what a dead one has left, tells places.
    routing::Duty duty{loop.get_executor(), *backplane, *timers, clock, node_id, "conversations"};
    routing::WaitEstimate estimate;
    conversation::Context context{
        loop.get_executor(),
        store->archive(),
        *backplane,
        business.talking(),
        *timers,
        clock,
        conversation_settings(config),
        {},
        {},
        {},
        {}
    };
    conversation::Hub hub{context, random};
    gateway::Passwords passwords;
    gateway::Gateway gateway{
        loop.get_executor(),
        hub,
        store->archive(),
        store->directory(),
        *backplane,
        board,
        presence,
        estimate,
        passwords,
        *timers,
        clock,
        random,
        gateway_settings(config),
        {},
        // Out of reach of each other, each tells those it can.
        [this] { return duty.held() || !backplane->status().connected; }
    };
    routing::AbsenceWatch absence{
        board,
        presence,
        *timers,
        std::chrono::seconds(config.routing.disconnect_grace_seconds),
        [this](const routing::AbsenceWatch::Left& left) { requeue(left); }
    };
    std::unique_ptr<net::HttpServer> server = net::create_http_server(loop, server_settings(config));
    asio::signal_set signals{loop, SIGINT, SIGTERM};
    bool ready = false;
    bool draining = false;
    bool failed = false;

    void wire();
    void serve_health();
    void count();
    void count_backplane();
    void close_idle();
    void take_up();
    void give_way();
    void requeue(const routing::AbsenceWatch::Left& left);
    Task<void> start();
    Task<void> stop();
    TimerHandle next_sweep;
    TimerHandle next_look;
    routing::PresenceBook::Subscription watching_presence;
};

void Node::Parts::wire()
{
    context.on_changed = [this](const storage::ConversationRecord& record, bool streaming) {
        auto row = storage::summary_of(record);
        row.streaming = streaming;
        rows.changed(row);
    };
    context.on_found = [this](const storage::ConversationRecord& record) {
        rows.read(storage::summary_of(record));
    };
    context.node = node_id;
    context.shared = config.backplane.engine == "redis";
    rows.on_helped = [this] { estimate.helped(clock.steady()); };
    watching_presence = presence.watch([this](const protocol::PresenceChanged& changed) {
        absence.presence_changed(changed);
    });
    duty.on_taken = [this] {
        absence.again();
        board.on_waiting_changed();
        if (config.bot.idle_minutes > 0) close_idle();
    };
    context.on_measured = [this](conversation::Measure what, double seconds) {
        switch (what) {
        case conversation::Measure::accept:
            metrics.observe(insight::Latency::accept, seconds);
            break;
        case conversation::Measure::first_token:
            metrics.observe(insight::Latency::first_token, seconds);
            gateway.admission.began(seconds);
            break;
        case conversation::Measure::answer:
            metrics.observe(insight::Latency::answer, seconds);
            break;
        }
    };
    context.intents = intents.get();
    context.on_helped = [this] { estimate.helped(clock.steady()); };
    server->serve_files(web_files(config.server.demo, config.server.allowed_origins));
    serve_health();
    count();
    gateway::attach(gateway, *server);
}

void Node::Parts::serve_health()
{
    server->get("/healthz", [](const net::HttpRequest&) { return net::HttpResponse{.body = "ok\n"}; });
    server->get("/readyz", [this](const net::HttpRequest&) {
        // Without the other nodes this one goes on by itself, so it stays where clients are sent.
        if (ready && !draining) {
            const bool alone = !backplane->status().connected;
            return net::HttpResponse{
                .body = alone ? "ready, degraded: redis is out of reach\n" : "ready\n"
            };
        }
        return net::HttpResponse{.status = 503, .body = draining ? "draining\n" : "starting\n"};
    });
    server->get("/metrics", [this](const net::HttpRequest&) {
        return net::HttpResponse{
            .content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics.text()
        };
    });
}

void Node::Parts::count()
{
    const auto counter = [this](const char* name, const char* help, const std::uint64_t& value) {
        metrics.add_counter(name, help, [&value] { return double(value); });
    };
    counter("commands_total", "Commands that conversations were given", context.counters.commands);
    counter("commands_rejected_total", "Commands that had no effect", context.counters.commands_rejected);
    counter("turns_started_total", "Answers begun by the bot", context.counters.turns_started);
    counter("turns_finished_total", "Answers stored whole", context.counters.turns_finished);
    counter("turns_interrupted_total", "Answers cut off by a person", context.counters.turns_interrupted);
    counter("turns_failed_total", "Answers that came to nothing", context.counters.turns_failed);
    counter("turns_refused_total", "Messages refused because of load", gateway.turns_refused);
    counter("escalations_total", "Conversations that came to a person", context.counters.escalations);

    count_backplane();
    models.count(metrics);

    const auto& web = *server;
    metrics.add_counter("http_requests_total", "HTTP requests", [&web] {
        return double(web.counters().requests_total);
    });
    metrics.add_counter("http_refused_total", "Requests refused as malformed or over a limit", [&web] {
        return double(web.counters().refused_total);
    });
    metrics.add_counter("slow_consumers_total", "Connections closed because they did not read", [&web] {
        return double(web.counters().slow_consumers_total);
    });
    metrics.add_counter(
        "unexpected_exceptions_total",
        "Exceptions that reached the loop; must stay 0",
        [&web] { return double(web.counters().unexpected_exceptions_total); }
    );
    metrics.add_gauge("connections", "Open connections", [&web] {
        return double(web.counters().connections_now);
    });
    metrics.add_gauge("websockets", "Open WebSockets", [&web] {
        return double(web.counters().websockets_now);
    });
    metrics.add_gauge("conversations_open", "Open conversations", [this] { return double(board.size()); });
    metrics.add_gauge("conversations_waiting", "Conversations waiting for a person", [this] {
        return double(board.waiting_count());
    });
    metrics.add_gauge("agents_connected", "Agents with a console connected", [this] {
        return double(presence.connected_count());
    });
    metrics.add_gauge("answers_in_progress", "Answers being written", [this] {
        return double(hub.answering());
    });
}

void Node::Parts::count_backplane()
{
    using backplane::Status;
    const auto counter = [this](const char* name, const char* help, std::uint64_t Status::* value) {
        metrics.add_counter(name, help, [this, value] { return double(backplane->status().*value); });
    };
    counter("backplane_sent_total", "Messages handed over for other nodes", &Status::sent);
    counter("backplane_received_total", "Messages of other nodes", &Status::received);
    counter("backplane_lost_total", "Messages that could not be handed over", &Status::lost);
    counter(
        "backplane_ignored_total", "Messages that were malformed or of another version", &Status::ignored
    );
    counter("backplane_failed_total", "Leases and hits decided without the other nodes", &Status::failed);
    counter(
        "backplane_disconnected_total", "Times the other nodes went out of reach", &Status::disconnected
    );
    metrics.add_gauge("backplane_connected", "Whether other nodes can be reached", [this] {
        return backplane->status().connected ? 1.0 : 0.0;
    });
}

// A few at a time: what is left over is found a minute later.
void Node::Parts::close_idle()
{
    const Millis idle = std::chrono::minutes(config.bot.idle_minutes);
    next_sweep = timers->after(sweep_every, [this] { close_idle(); });
    if (!duty.held()) return;
    for (const auto& id : board.idle_with_bot(clock.wall() - idle.count(), sweep_limit)) {
        hub.submit(
            id,
            conversation::system_caller(),
            conversation::CloseIdle{ClientMsgId(make_ulid(clock.wall(), random))},
            {}
        );
    }
}

// What is being answered is under lease, wherever that is; what is not has been left by a node that died.
void Node::Parts::take_up()
{
    next_look = timers->after(look_every, [this] { take_up(); });
    if (!duty.held()) return;
    for (const auto& conversation : board.unanswered(clock.wall() - answered_within.count(), look_limit))
        hub.take_up(conversation);
}

// Two nodes that do not hear of each other would take each other's agents for absent.
void Node::Parts::give_way()
{
    log::error("another node works on the database now, without a shared backplane; this one ends");
    failed = true;
    loop.stop();
}

void Node::Parts::requeue(const routing::AbsenceWatch::Left& left)
{
    if (!duty.held()) return; // whoever takes the duty over is told again
    log::info(
        "conversation of an absent agent goes back to the queue",
        {{"conversation_id", left.conversation_id.value}, {"agent_id", left.agent_id.value}}
    );
    hub.submit(
        left.conversation_id,
        conversation::system_caller(),
        conversation::Requeue{
            .id = ClientMsgId(make_ulid(clock.wall(), random)),
            .from = left.agent_id,
            .note = left.agent_name + " is not connected any more."
        },
        {}
    );
}

Task<void> Node::Parts::start()
{
    // Ready only when the list is complete, so that no agent sees a queue with people missing. Other nodes
    // are listened to first: what they change while it is read is not missed.
    if (context.shared) {
        rows.start();
        colleagues.start();
    }
    co_await backplane->settled();
    auto open = co_await hub.recover();
    if (!open) {
        log::error("the open conversations could not be read", {{"detail", open.error().detail}});
        loop.stop();
        co_return;
    }
    ready = true;
    absence.start();
    duty.start();
    if (context.shared) take_up();
    log::info(
        "ready",
        {{"open_conversations", *open}, {"articles", knowledge->article_count()}, {"port", server->port()}}
    );
    std::cout << "listening on " << config.server.address << ":" << server->port() << std::endl;
}

Task<void> Node::Parts::stop()
{
    log::info("draining", {{"answers_in_progress", hub.answering()}});
    draining = true;
    server->stop_accepting();
    duty.stop();
    co_await hub.drain(std::chrono::seconds(config.server.drain_seconds));
    gateway::send_away(gateway, reconnect_spread);
    if (context.shared) colleagues.stop();
    co_await server->drain(close_time);
    loop.stop();
}

Node::Node(Config config) : parts_(std::make_unique<Parts>(std::move(config))) { parts_->wire(); }

Node::~Node()
{
    // What waits in the store is finished while everything it reports to still exists.
    parts_->store->stop();
}

void Node::run()
{
    Parts& p = *parts_;
    p.server->start();
    const auto report = [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    };
    p.signals.async_wait([&p, report](boost::system::error_code error, int) {
        if (error) return;
        asio::co_spawn(p.loop, p.stop(), report);
        // A second signal does not wait.
        p.signals.async_wait([&p](boost::system::error_code again, int) {
            if (!again) p.loop.stop();
        });
    });
    asio::co_spawn(p.loop, p.start(), report);
    net::run_loop(p.loop);
    if (p.failed)
        throw std::runtime_error("Another node works on the database, without a shared backplane.");
    log::info("stopped");
}

} // namespace tandem::app
