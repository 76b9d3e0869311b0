#include "tests/support/client/conversation_view.hpp"

#include "shared/text/code_points.hpp"

#include <ranges>

namespace tandem::testing {

using namespace protocol;

ConversationView::Taken ConversationView::take(const Event& event)
{
    if (event.seq <= last_seq()) {
        ++anomalies_.repeats;
        return Taken::repeated;
    }
    if (event.seq > last_seq() + 1) {
        ++anomalies_.gaps;
        return Taken::gap;
    }
    events_.push_back(event);
    epoch_ = event.owner_epoch;
    if (const Owner* owner = new_owner(event.data)) owner_ = *owner;
    return Taken::shown;
}

void ConversationView::take(const TurnStarted& started) { turns_[started.turn]; }

void ConversationView::take(const TurnDelta& delta)
{
    TurnView& turn = turns_[delta.turn];
    if (delta.attempt > turn.attempt) {
        turn.attempt = delta.attempt;
        turn.text.clear();
        turn.length = 0;
        turn.torn = false;
    }
    if (turn.torn || delta.attempt < turn.attempt) return;
    if (delta.offset != turn.length) {
        // Ahead of what is here: something was dropped on the way, which the protocol allows. Behind is a
        // fault.
        if (delta.offset < turn.length) ++anomalies_.strays;
        turn.torn = true;
        return;
    }
    turn.text += delta.text;
    turn.length += text::count_code_points(delta.text);
}

void ConversationView::take(const TurnSnapshot& snapshot)
{
    TurnView& turn = turns_[snapshot.turn];
    turn.attempt = snapshot.attempt;
    turn.text = snapshot.text;
    turn.length = text::count_code_points(snapshot.text);
    turn.torn = false;
}

void ConversationView::take(const TurnFinished& finished)
{
    TurnView& turn = turns_[finished.turn];
    turn.state = TurnView::State::finished;
    turn.stored = finished.seq;
}

void ConversationView::take(const TurnInterrupted& interrupted)
{
    TurnView& turn = turns_[interrupted.turn];
    turn.state = TurnView::State::interrupted;
    turn.stored = interrupted.seq.value_or(0);
}

void ConversationView::take(const TurnFailed& failed)
{
    turns_[failed.turn].state = TurnView::State::failed;
}

void ConversationView::reset()
{
    after_ = 0;
    events_.clear();
    turns_.clear();
    owner_ = {};
    epoch_ = 0;
}

const MessageAccepted* ConversationView::last_message_of(ActorKind kind) const noexcept
{
    for (const Event& event : std::views::reverse(events_)) {
        if (event.actor.kind != kind) continue;
        if (const auto* message = std::get_if<MessageAccepted>(&event.data)) return message;
    }
    return nullptr;
}

} // namespace tandem::testing
