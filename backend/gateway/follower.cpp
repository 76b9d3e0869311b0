#include "backend/gateway/follower.hpp"

#include "backend/conversation/broadcast.hpp"
#include "backend/util/log.hpp"
#include "backend/util/sleep.hpp"
#include "shared/protocol/codec.hpp"

#include <algorithm>

namespace tandem::gateway {

namespace {

constexpr std::size_t page = 100;
constexpr std::size_t comfortable_queue = 64 * 1024; // bytes; history waits above it
constexpr Millis read_step{10};
constexpr Millis retry_step{500};
constexpr int most_doublings = 4; // of retry_step: 8 s at most

backplane::Frame encoded(const protocol::ServerMessage& message)
{
    return std::make_shared<const std::string>(protocol::encode(message));
}

} // namespace

Follower::Follower(Gateway& gateway, FrameSink& sink, View view, ConversationId id, Seq after_seq)
    : gateway_(gateway),
      sink_(&sink),
      view_(view),
      id_(std::move(id)),
      sent_(after_seq)
{}

void Follower::start(const std::vector<protocol::Event>& log, Seq stored)
{
    stored_ = stored;
    // Subscribed before the first read: what is stored in between arrives both ways, and `seq` sorts it
    // out.
    subscription_ = gateway_.backplane.subscribe(
        conversation::topic_of(id_),
        [weak = weak_from_this()](const backplane::Message& message) {
            if (const auto self = weak.lock()) self->on_message(message);
        }
    );
    if (log.empty() || log.front().seq != sent_ + 1) return catch_up();
    for (const auto& event : log)
        give(event);
    announce();
    send_snapshot();
}

void Follower::give(const protocol::Event& event)
{
    const auto message = conversation::event_message(event);
    sink_->send(view_ == View::customer ? message.for_customers : message.for_agents);
    sent_ = event.seq;
    stored_ = std::max(stored_, event.seq);
}

void Follower::announce()
{
    announced_ = true;
    sink_->send(encoded(protocol::Resumed{.conversation_id = id_, .last_seq = sent_, .reset = false}));
}

void Follower::stop()
{
    sink_ = nullptr;
    subscription_.reset();
}

void Follower::on_message(const backplane::Message& message)
{
    if (sink_ == nullptr) return;
    switch (message.kind) {
    case backplane::Message::Kind::event:
        on_event(message);
        break;
    case backplane::Message::Kind::missed:
        if (catching_up_)
            look_again_ = true;
        else
            catch_up();
        break;
    case backplane::Message::Kind::turn:
    case backplane::Message::Kind::signal:
        on_other(message);
        break;
    case backplane::Message::Kind::control:
        break; // between nodes
    }
}

void Follower::on_event(const backplane::Message& message)
{
    if (catching_up_) {
        newest_seen_ = std::max(newest_seen_, message.seq);
        return;
    }
    if (message.seq <= sent_) return;
    if (message.seq > sent_ + 1) {
        newest_seen_ = message.seq;
        catch_up();
        return;
    }
    sent_ = message.seq;
    sink_->send(view_ == View::customer ? message.for_customers : message.for_agents);
}

void Follower::on_other(const backplane::Message& message)
{
    const auto& frame = view_ == View::customer ? message.for_customers : message.for_agents;
    if (!frame || catching_up_) return; // the snapshot after catching up makes up for turn frames
    if (!message.droppable) {
        sink_->send(frame);
        return;
    }
    const bool is_delta = message.kind == backplane::Message::Kind::turn;
    if (is_delta && missed_delta_) {
        missed_delta_ = false;
        send_snapshot(); // holds this delta too
        return;
    }
    if (!sink_->send_droppable(frame) && is_delta) missed_delta_ = true;
}

void Follower::catch_up()
{
    catching_up_ = true;
    asio::co_spawn(
        gateway_.executor,
        read_missing(),
        [self = shared_from_this()](std::exception_ptr error) {
            if (error) log::error("catching up failed", {{"conversation_id", self->id_.value}});
        }
    );
}

Task<void> Follower::read_missing()
{
    int pauses = 0;
    if (!announced_) co_await gateway_.backplane.settled();
    while (sink_ != nullptr) {
        auto events = co_await gateway_.archive.read(id_, sent_, page);
        if (sink_ == nullptr) co_return;
        if (!events && !retryable(events.error().code)) {
            log::warning(
                "a log is not to be had",
                {{"conversation_id", id_.value}, {"code", errc_name(events.error().code)}}
            );
            co_return;
        }
        // Storage that is away, or behind what was announced, is waited for as long as the connection
        // lives; the reader sees "catching up" meanwhile.
        if (!events || (events->empty() && newest_seen_ > sent_)) {
            co_await pause(pauses++);
            continue;
        }
        if (!events->empty() && events->front().seq != sent_ + 1)
            co_return; // never: the Archive is gapless
        for (const auto& event : *events) {
            co_await wait_until_read();
            if (sink_ == nullptr) co_return;
            give(event);
        }
        pauses = 0;
        if (events->size() < page && newest_seen_ <= sent_) break;
    }
    if (sink_ == nullptr) co_return;
    if (!announced_) {
        // A reader who claims more than the log holds is told to begin again.
        Result<storage::ConversationRecord> record = fail(Errc::not_found);
        if (sent_ > stored_) record = co_await gateway_.archive.load(id_);
        if (sink_ == nullptr) co_return;
        if (record && record->last_seq < sent_ && !reset_) {
            reset_ = true;
            sink_->send(encoded(
                protocol::Resumed{.conversation_id = id_, .last_seq = record->last_seq, .reset = true}
            ));
            sent_ = 0;
            co_await read_missing();
            co_return;
        }
        if (reset_)
            announced_ = true;
        else
            announce();
    }
    catching_up_ = false;
    if (newest_seen_ > sent_ || std::exchange(look_again_, false))
        catch_up();
    else
        send_snapshot();
}

// Many readers wait at once for the same storage, so their steps grow and differ.
Task<void> Follower::pause(int before)
{
    const auto step = retry_step * (1 << std::min(before, most_doublings));
    const auto jitter = gateway_.random.below(std::uint64_t(step.count()) / 2 + 1);
    co_await sleep_for(gateway_.timers, step / 2 + Millis(jitter));
}

Task<void> Follower::wait_until_read()
{
    while (sink_ != nullptr && sink_->is_open() && sink_->queued_bytes() > comfortable_queue) {
        co_await sleep_for(gateway_.timers, read_step);
    }
}

void Follower::send_snapshot()
{
    if (auto snapshot = gateway_.hub.turn(id_))
        sink_->send(encoded(std::move(*snapshot)));
    else
        gateway_.hub.ask_for_turn(id_);
}

} // namespace tandem::gateway
