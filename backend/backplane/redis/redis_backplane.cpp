#include "backend/backplane/redis/redis_backplane.hpp"

#include "backend/backplane/memory/leases.hpp"
#include "backend/backplane/memory/topics.hpp"
#include "backend/backplane/memory/window_counters.hpp"
#include "backend/backplane/redis/listener.hpp"
#include "backend/backplane/redis/publisher.hpp"
#include "backend/backplane/redis/scripts.hpp"
#include "backend/util/log.hpp"
#include "shared/base/encoding.hpp"

#include <algorithm>
#include <utility>

namespace tandem::backplane {

namespace {

using redis::Reply;

constexpr std::size_t max_counters = 65'536;

// The adapter, held by its coroutines, so that they may come to their end after it was stopped.
class Core : public std::enable_shared_from_this<Core>
{
public:
    Core(asio::io_context& loop, const RedisSettings& settings, const Clock& clock, Random& random)
        : loop_(loop),
          prefix_(settings.prefix),
          command_time_(settings.link.connection.command_time),
          clock_(clock),
          network_(std::make_shared<redis::Network>(loop, settings.ca_file)),
          commands_(std::make_shared<redis::Link>(network_, settings.link, "commands", random)),
          messages_(std::make_shared<redis::Link>(network_, settings.link, "messages", random)),
          publisher_(std::make_shared<redis::Publisher>(
              loop,
              commands_,
              settings.node,
              redis::Channels(prefix_),
              clock,
              settings.link.connection.in_flight
          )),
          listener_(std::make_shared<redis::Listener>(
              loop,
              messages_,
              redis::Listener::Settings{settings.node, command_time_, settings.missed_within},
              redis::Channels(prefix_),
              topics_
          ))
    {}

    void start();
    void stop();

    void publish(const std::string& topic, Message message)
    {
        publisher_->publish(topic, message);
        topics_->deliver_later(loop_.get_executor(), topic, std::move(message));
    }
    Subscription subscribe(const std::string& topic, Handler handler)
    {
        return topics_->subscribe(topic, std::move(handler));
    }
    Task<void> settled() { return listener_->settled(); }
    Task<std::uint64_t> hit(std::string key, Millis window);
    Task<bool> lease(std::string key, NodeId holder, Millis time);
    void release(const std::string& key, const NodeId& holder);
    [[nodiscard]] Status status() const;

private:
    // Any key becomes one of bounded length; what it names cannot be read in Redis.
    [[nodiscard]] std::string key_of(std::string_view kind, const std::string& key) const
    {
        return prefix_ + ":" + std::string(kind) + ":" + sha256_hex(key);
    }

    Task<std::optional<std::int64_t>> ask(std::vector<std::string_view> command);
    void note_refused(const Reply& reply);

    asio::io_context& loop_;
    std::string prefix_;
    Millis command_time_;
    const Clock& clock_;
    std::shared_ptr<redis::Network> network_;
    std::shared_ptr<redis::Link> commands_;
    std::shared_ptr<redis::Link> messages_;
    std::shared_ptr<Topics> topics_ = std::make_shared<Topics>();
    std::shared_ptr<redis::Publisher> publisher_;
    std::shared_ptr<redis::Listener> listener_;
    WindowCounters counters_{max_counters};
    Leases leases_;
    redis::LogLimit log_refused_;
    std::uint64_t failed_ = 0;
    bool stopped_ = false;
};

void Core::start()
{
    publisher_->own_receivers = [this](const std::string& topic) -> std::optional<std::int64_t> {
        const auto listens = listener_->listens_to(topic);
        return listens ? std::optional<std::int64_t>(*listens ? 1 : 0) : std::nullopt;
    };
    listener_->can_speak = [this] { return commands_->up() != nullptr; };
    listener_->on_heard = [this](const std::string& topic) { publisher_->heard_on(topic); };
    commands_->on_up = [this](redis::Connection&) { publisher_->connected(); };
    commands_->on_down = [this] { listener_->speaking_changed(); }; // whoever is here is told at once
    listener_->start();
    commands_->start();
    messages_->start();
}

void Core::stop()
{
    stopped_ = true;
    publisher_->own_receivers = nullptr;
    publisher_->stop();
    commands_->stop();
    messages_->stop();
    listener_->stop();
    network_->resolver.reset();
}

Status Core::status() const
{
    return {
        .connected = commands_->up() != nullptr && listener_->in_force(),
        .sent = publisher_->sent(),
        .received = listener_->received(),
        .lost = publisher_->lost(),
        .ignored = listener_->ignored(),
        .failed = failed_,
        .disconnected = commands_->times_down() + messages_->times_down(),
    };
}

// ---- shared state

// An integer that the server answers; nothing when it cannot be had in time.
Task<std::optional<std::int64_t>> Core::ask(std::vector<std::string_view> command)
{
    struct Asked
    {
        explicit Asked(asio::io_context& loop) : waiter(loop) {}
        redis::Waiter waiter;
        std::optional<Result<Reply>> reply;
    };
    const auto asked = std::make_shared<Asked>(loop_);
    const auto answered = [asked](Result<Reply> reply) {
        asked->reply = std::move(reply);
        asked->waiter.wake();
    };
    auto* const connection = commands_->up();
    if (connection != nullptr && connection->send(command, answered)) {
        // The connection has a deadline of its own, which comes first.
        co_await asked->waiter.wait(2 * command_time_);
        if (const auto& reply = asked->reply; reply && *reply) {
            if ((*reply)->kind == Reply::Kind::integer) co_return (*reply)->integer;
            note_refused(**reply);
        }
    }
    ++failed_;
    co_return std::nullopt;
}

void Core::note_refused(const Reply& reply)
{
    if (log_refused_.allows(std::chrono::steady_clock::now()))
        log::warning("redis refuses a command", {{"code", redis::error_code_of(reply)}});
}

Task<std::uint64_t> Core::hit(std::string key, Millis window)
{
    const auto self = shared_from_this();
    const auto here = counters_.hit(key, window, clock_.steady());
    const auto ms = std::to_string(window.count());
    const auto shared_key = key_of("hit", ms + "/" + key);
    const auto everywhere = co_await ask({"EVAL", redis::scripts::hit, "1", shared_key, ms});
    co_return std::max(here, std::uint64_t(std::max<std::int64_t>(0, everywhere.value_or(0))));
}

Task<bool> Core::lease(std::string key, NodeId holder, Millis time)
{
    const auto self = shared_from_this();
    const auto shared_key = key_of("lease", key);
    const auto ms = std::to_string(time.count());
    const auto given = co_await ask({"EVAL", redis::scripts::lease, "1", shared_key, holder.value, ms});
    if (stopped_) co_return false;
    if (!given) co_return leases_.take(key, holder, time, clock_.steady());
    if (*given == 1) leases_.give(key, holder, time, clock_.steady());
    co_return *given == 1;
}

void Core::release(const std::string& key, const NodeId& holder)
{
    leases_.release(key, holder);
    if (auto* const connection = commands_->up()) {
        connection->send(
            {"EVAL", redis::scripts::release, "1", key_of("lease", key), holder.value},
            [self = shared_from_this()](const Result<Reply>& reply) {
                if (reply && reply->kind == Reply::Kind::error) self->note_refused(*reply);
            }
        );
    }
}

class RedisBackplane final : public Backplane
{
public:
    RedisBackplane(
        asio::io_context& loop, const RedisSettings& settings, const Clock& clock, Random& random
    )
        : core_(std::make_shared<Core>(loop, settings, clock, random))
    {
        core_->start();
    }
    ~RedisBackplane() override { core_->stop(); }
    RedisBackplane(const RedisBackplane&) = delete;
    RedisBackplane& operator=(const RedisBackplane&) = delete;

    void publish(std::string topic, Message message) override { core_->publish(topic, std::move(message)); }
    Subscription subscribe(std::string topic, Handler handler) override
    {
        return core_->subscribe(topic, std::move(handler));
    }
    Task<void> settled() override { return core_->settled(); }
    Task<std::uint64_t> hit(std::string key, Millis window) override
    {
        return core_->hit(std::move(key), window);
    }
    Task<bool> lease(std::string key, NodeId holder, Millis time) override
    {
        return core_->lease(std::move(key), std::move(holder), time);
    }
    void release(std::string key, NodeId holder) override { core_->release(key, holder); }
    [[nodiscard]] Status status() const override { return core_->status(); }

private:
    std::shared_ptr<Core> core_;
};

} // namespace

std::unique_ptr<Backplane>
create_redis_backplane(asio::io_context& loop, RedisSettings settings, const Clock& clock, Random& random)
{
    return std::make_unique<RedisBackplane>(loop, settings, clock, random);
}

} // namespace tandem::backplane
