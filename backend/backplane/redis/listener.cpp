#include "backend/backplane/redis/listener.hpp"

#include "backend/backplane/redis/wire.hpp"
#include "backend/util/log.hpp"

#include <algorithm>
#include <utility>

namespace tandem::backplane::redis {

namespace {

constexpr Millis step{50}; // between two parts of a long round

} // namespace

Listener::Listener(
    asio::io_context& loop,
    std::shared_ptr<Link> link,
    Settings settings,
    Channels channels,
    std::shared_ptr<Topics> topics
)
    : loop_(loop),
      link_(std::move(link)),
      settings_(std::move(settings)),
      channels_(std::move(channels)),
      topics_(std::move(topics)),
      ticker_(loop)
{}

// The handlers are this object's own and the link's, both taken away by stop().
void Listener::start()
{
    topics_->on_wanted = [this](const std::string& topic, bool wanted) {
        if (link_->up() == nullptr) return;
        subscriptions_.want(topic, wanted);
        change_subscriptions();
    };
    link_->on_up = [this](Connection& connection) { connected(connection); };
    link_->on_down = [this] { disconnected(); };
    asio::co_spawn(loop_, tell_missed(), [self = shared_from_this()](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
}

void Listener::stop()
{
    stopped_ = true;
    topics_->on_wanted = nullptr;
    can_speak = nullptr;
    on_heard = nullptr;
    disconnected();
}

// ---- what is listened to

void Listener::connected(Connection& connection)
{
    connection.expect_messages([this](const std::string& channel, const std::string& bytes) {
        on_message(channel, bytes);
    });
    auto topics = topics_->names();
    topics.emplace_back(); // what concerns everybody
    subscriptions_.restart(std::move(topics));
    change_subscriptions();
}

void Listener::disconnected()
{
    in_force_ = false;
    for (const auto& settling : std::exchange(settling_, {}))
        settling.waiter->wake();
    ticker_.wake();
}

void Listener::change_subscriptions()
{
    auto* const connection = link_->up();
    if (connection == nullptr) return;
    const auto change = subscriptions_.next();
    if (!change) return;
    std::vector<std::string> channels;
    for (const auto& topic : change->topics)
        channels.push_back(channels_.of(topic));
    std::vector<std::string_view> command{change->subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE"};
    command.insert(command.end(), channels.begin(), channels.end());
    const auto done = [self = shared_from_this(), connection](const Result<Reply>& reply) {
        self->changed(*connection, reply);
    };
    if (!connection->send(command, done, unsigned(channels.size())))
        connection->close("too much to subscribe to");
}

void Listener::changed(Connection& connection, const Result<Reply>& reply)
{
    if (!reply || stopped_) return;
    if (reply->kind == Reply::Kind::error) {
        connection.close("the server refuses SUBSCRIBE: " + error_code_of(*reply));
        return;
    }
    if (reply->kind != Reply::Kind::array) {
        connection.close("not a reply to SUBSCRIBE");
        return;
    }
    subscriptions_.confirm();
    if (subscriptions_.all_done() && !std::exchange(in_force_, true)) {
        missed_due_ = true;
        ticker_.wake();
    }
    wake_settled();
    change_subscriptions();
}

Task<void> Listener::settled()
{
    if (link_->up() == nullptr || subscriptions_.all_done()) co_return;
    const auto waiter = std::make_shared<Waiter>(loop_);
    settling_.push_back({subscriptions_.asked(), waiter});
    co_await waiter->wait(settings_.settle_time);
}

void Listener::wake_settled()
{
    while (!settling_.empty() && settling_.front().position <= subscriptions_.done()) {
        settling_.front().waiter->wake();
        settling_.pop_front();
    }
}

// ---- what comes

void Listener::on_message(const std::string& channel, const std::string& bytes)
{
    const auto got = decode(bytes);
    const auto topic = channels_.topic_of(channel);
    if (!got || !topic) {
        ++ignored_;
        if (log_ignored_.allows(std::chrono::steady_clock::now()))
            log::warning("a message from redis is not one of ours", {{"bytes", bytes.size()}});
        return;
    }
    if (got->from == settings_.node) return; // its subscribers here have it already
    ++received_;
    if (topic->empty()) {
        missed_due_ |= got->message.kind == Message::Kind::missed;
        ticker_.wake();
        return;
    }
    if (on_heard) on_heard(*topic);
    deliver(*topic, got->message);
}

// A fault of one subscriber is not the backplane's.
void Listener::deliver(const std::string& topic, const Message& message) const
{
    try {
        topics_->deliver(topic, message);
    } catch (const std::exception& error) {
        log::error("a subscriber failed", {{"error", error.what()}});
    }
}

// ---- what did not

// While others are out of reach, and once when they are back, every topic is told.
Task<void> Listener::tell_missed()
{
    const auto self = shared_from_this();
    while (!stopped_) {
        if (missed_due_ || !reaches_others()) {
            missed_due_ = false;
            co_await tell_everybody();
        } else {
            co_await ticker_.wait(settings_.missed_within);
        }
    }
}

// One round: topic after topic, so that not all readers ask the Archive at once. Over when everybody was
// told; a round for others out of reach takes its whole time, so that the next one does not follow at once.
Task<void> Listener::tell_everybody()
{
    const Message missed{.kind = Message::Kind::missed};
    const auto topics = topics_->names();
    const auto steps = std::max<std::size_t>(1, std::size_t(settings_.missed_within / step));
    const auto at_once = topics.size() / steps + 1;
    Waiter pause(loop_);
    for (std::size_t i = 0, now = 0; now < steps && !missed_due_ && !stopped_; ++now) {
        for (const auto end = std::min(topics.size(), i + at_once); i < end; ++i)
            deliver(topics[i], missed);
        if (i == topics.size() && reaches_others()) co_return;
        co_await pause.wait(step);
    }
}

} // namespace tandem::backplane::redis
