#pragma once

#include "backend/conversation/conversation.hpp"

#include <stop_token>

// Inner types of a conversation, shared by its sources.

namespace tandem::conversation {

// An answer that was cut off, here or on another node.
struct Conversation::Cut
{
    Seq trigger = 0;
    TurnStream::Sealed sealed;
};

struct Conversation::Request
{
    Caller caller;
    Command command;
    Reply reply;
    SteadyTime received;
};

// One answer in the making.
struct Conversation::Turn
{
    explicit Turn(std::size_t& in_progress) : in_progress_(in_progress) { ++in_progress_; }
    ~Turn() { --in_progress_; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    std::stop_source stop;
    TurnStream stream;
    Seq trigger = 0;       // known once the customer's message is committed
    Epoch epoch = 0;       // the ownership it speaks under
    SteadyTime asked{};    // when the question came
    bool measured = false; // the first text was
    std::optional<bot::TurnOutcome> outcome;
    bool over = false;      // the bot has returned
    bool finishing = false; // its end is in the mailbox
    bool showing_scheduled = false;
    int attempt = 1;     // the second and later ones take up what another node has begun
    bool leased = false; // the other nodes know that it is being answered
    TimerHandle renewal; // of the lease
    SteadyTime next_showing{};
    TimerHandle shows;    // more of the text
    TimerHandle opens;    // end of the burst window
    TimerHandle watchdog; // a coroutine can vanish without a word; this cannot

private:
    std::size_t& in_progress_;
};

[[nodiscard]] inline Actor bot_actor(const Settings& settings)
{
    return {.kind = ActorKind::bot, .id = "bot", .name = settings.bot_name};
}

// The lease on answering in a conversation.
[[nodiscard]] inline std::string turn_key(const ConversationId& id) { return "turn/" + id.value; }

[[nodiscard]] inline Actor system_actor() { return {.kind = ActorKind::system, .id = {}, .name = {}}; }

} // namespace tandem::conversation
