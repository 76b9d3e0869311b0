#pragma once

#include "backend/gateway/gateway.hpp"

namespace tandem::gateway {

enum class View { customer, staff };

// Where a follower's frames go. All calls on the loop.
class FrameSink
{
public:
    virtual ~FrameSink() = default;
    virtual void send(backplane::Frame frame) = 0;
    virtual bool send_droppable(backplane::Frame frame) = 0; // false: left out
    [[nodiscard]] virtual std::size_t queued_bytes() const = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
};

// One reader of one conversation: first what is missing from the Archive, page by page and no faster than
// the reader reads, then `resumed`, then live. Events arrive at the sink gapless and in order, each once; a
// gap in what the backplane brings is filled from the Archive, for which it waits as long as it takes.
// Deltas are dropped while catching up and when the reader is slow; a snapshot follows.
class Follower : public std::enable_shared_from_this<Follower>
{
public:
    Follower(Gateway& gateway, FrameSink& sink, View view, ConversationId id, Seq after_seq);

    // What the caller happens to know need not be read: `log` is all that is stored by now; `stored` says
    // that at least so many events are.
    void start(const std::vector<protocol::Event>& log = {}, Seq stored = 0);

    // Nothing reaches the sink afterwards.
    void stop();

    [[nodiscard]] const ConversationId& id() const { return id_; }

private:
    void on_message(const backplane::Message& message);
    void on_event(const backplane::Message& message);
    void on_other(const backplane::Message& message);
    void give(const protocol::Event& event);
    void announce();
    void catch_up();
    Task<void> read_missing();
    Task<void> pause(int before);
    Task<void> wait_until_read();
    void send_snapshot();

    Gateway& gateway_;
    FrameSink* sink_; // null once stopped
    View view_;
    ConversationId id_;
    Seq sent_;       // the last event the reader has been given
    Seq stored_ = 0; // the last event that is known to be stored
    bool catching_up_ = false;
    bool announced_ = false; // `resumed` was sent
    bool reset_ = false;
    bool missed_delta_ = false;
    bool look_again_ = false; // the backplane lost something while catching up
    Seq newest_seen_ = 0;     // of events that arrived while catching up
    backplane::Subscription subscription_;
};

} // namespace tandem::gateway
