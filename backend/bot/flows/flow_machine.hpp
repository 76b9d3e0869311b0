#pragma once

#include "backend/bot/flows/flow.hpp"
#include "backend/bot/flows/flow_text.hpp"
#include "backend/bot/flows/reply.hpp"
#include "backend/bot/policy/escalation.hpp"
#include "backend/bot/understanding/entities.hpp"

#include <variant>

// What a flow does next. Plain functions of the flow, where it stands, and what was heard or came back; who
// talks to customers and tools is flow_player. Any sequence of calls ends in waiting, in the end of the
// flow or with a person, and a tool that writes is called only as the answer to a yes to the confirmation
// that the bot's last message asked for.

namespace tandem::bot {

// A message as far as flows are concerned.
struct Heard
{
    std::string text; // the customer's open messages, joined by line feeds
    Seq seq = 0;      // for the source of slots
    Reply reply;
    // Facts of the customer's earlier messages, newest first: what "the other one" can mean.
    std::vector<Entity> earlier;
};

// What the session knows of the customer.
struct FlowScope
{
    std::string email;
    std::string language;
};

// The bot has asked something and waits.
struct FlowWaits
{};

// A tool is to be called; `flow_answered` goes on with what came back.
struct FlowCalls
{
    std::string tool;
    bool writes = false;
    std::vector<NamedValue> arguments;
};

// The matter is settled, given up, or at its end. `rest` is what else the customer wrote.
struct FlowEnds
{
    std::string rest;
};

// A person goes on.
struct FlowEscalates
{
    Escalation escalation;
};

// The message was no answer to what the flow waits for. Whoever can make something of it does, and then
// says `ask`; otherwise `again` is said and `tries` counts, until `give_up` is due instead.
struct FlowUnclear
{
    std::string ask;
    std::string again;
    std::optional<Escalation> give_up;
};

struct FlowMove
{
    protocol::FlowState state;
    std::string says; // Markdown for the customer, so far; may be empty
    std::variant<FlowWaits, FlowCalls, FlowEnds, FlowEscalates, FlowUnclear> next;
};

// Begins a flow with a message. `known` holds slots of an earlier flow of this conversation, from which
// those that this one would ask for are taken over.
[[nodiscard]] FlowMove
flow_begin(const Flow& flow, const Heard& heard, const FlowScope& scope, const protocol::FlowState& known);

// The customer's answer to what the flow waits for. A state whose step the flow does not have ends it.
[[nodiscard]] FlowMove
flow_heard(const Flow& flow, protocol::FlowState state, const Heard& heard, const FlowScope& scope);

// A tool's result, after FlowCalls. `says` is that of the move before.
[[nodiscard]] FlowMove flow_answered(
    const Flow& flow,
    protocol::FlowState state,
    std::string says,
    const ToolResult& result,
    const FlowScope& scope
);

} // namespace tandem::bot
