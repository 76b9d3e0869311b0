#pragma once

#include "shared/protocol/messages.hpp"

#include <map>
#include <vector>

namespace tandem::testing {

// A bot's answer while it is written.
struct TurnView
{
    enum class State { writing, finished, interrupted, failed };
    State state = State::writing;
    int attempt = 0;
    std::string text;
    std::size_t length = 0; // code points of `text`
    bool torn = false;      // a delta was missed; the next snapshot or the stored message mends it
    Seq stored = 0;         // the message it became, 0 when none
};

// How events came, beside one after the other.
struct Anomalies
{
    int gaps = 0;    // an event came before those that precede it
    int repeats = 0; // an event came again
    int strays = 0;  // a delta did not fit and no snapshot explains it
};

// What a client's screen has of one conversation.
class ConversationView
{
public:
    enum class Taken { shown, repeated, gap };

    // Takes an event if it is the next one.
    Taken take(const protocol::Event& event);

    void take(const protocol::TurnStarted& started);
    void take(const protocol::TurnDelta& delta);
    void take(const protocol::TurnSnapshot& snapshot);
    void take(const protocol::TurnFinished& finished);
    void take(const protocol::TurnInterrupted& interrupted);
    void take(const protocol::TurnFailed& failed);

    // Forgets what was shown.
    void reset();

    [[nodiscard]] const std::vector<protocol::Event>& events() const noexcept { return events_; }
    [[nodiscard]] Seq last_seq() const noexcept { return after_ + events_.size(); }
    [[nodiscard]] Epoch owner_epoch() const noexcept { return epoch_; }
    [[nodiscard]] const protocol::Owner& owner() const noexcept { return owner_; }
    [[nodiscard]] const std::map<Seq, TurnView>& turns() const noexcept { return turns_; }
    [[nodiscard]] const Anomalies& anomalies() const noexcept { return anomalies_; }

    // Null when there is none yet.
    [[nodiscard]] const protocol::MessageAccepted* last_message_of(protocol::ActorKind kind) const noexcept;

    // Begins behind this event instead of at the start. Before anything was taken.
    void start_after(Seq seq) { after_ = seq; }

private:
    Seq after_ = 0;
    std::vector<protocol::Event> events_;
    std::map<Seq, TurnView> turns_;
    protocol::Owner owner_;
    Epoch epoch_ = 0;
    Anomalies anomalies_;
};

} // namespace tandem::testing
