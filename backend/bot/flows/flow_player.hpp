#pragma once

#include "backend/bot/bot.hpp"
#include "backend/bot/flows/flow.hpp"
#include "backend/bot/tools/tools.hpp"
#include "backend/bot/understanding/intents/examples.hpp"

#include <memory>

namespace tandem::bot {

// What flows make of a message.
struct FlowTurn
{
    bool done = false;     // `before` is the whole answer
    std::string before;    // said first, Markdown; may be empty
    std::string question;  // what is left for the rest of the bot when it is not done
    std::string after;     // said behind the rest's answer: the flow's own question again
    std::string otherwise; // said instead when the rest has no answer; empty: the rest says so itself
    std::optional<Escalation> escalate;                 // a person, after what was said
    std::optional<Escalation> give_up;                  // a person, after `otherwise`
    std::optional<protocol::FlowState> state;           // to be stored with the answer
    std::optional<protocol::FlowState> otherwise_state; // with `otherwise`
    std::vector<protocol::ToolCall> tools;
};

// Settles routine matters without a model: which flow a message belongs to, what it says to it, what tools
// answer, and what is said next. What it knows it reads from the log. Loop's thread only.
class FlowPlayer
{
public:
    virtual ~FlowPlayer() = default;

    // Nothing of `input` is changed. Error: cancelled. A write waits for `input.settled`.
    [[nodiscard]] virtual Task<Result<FlowTurn>> play(const TurnInput& input, std::stop_token stop) = 0;
};

// Tools and clock outlive the player; `others` are for FlowTrigger. Blocking, as that is; throws as it
// does.
[[nodiscard]] std::unique_ptr<FlowPlayer> create_flow_player(
    std::vector<Flow> flows, Tools& tools, const Clock& clock, const std::vector<IntentExample>& others = {}
);

} // namespace tandem::bot
