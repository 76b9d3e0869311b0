#pragma once

#include "backend/bot/flows/flow_machine.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tandem::test {

inline bot::ToolResult tool_result(protocol::ToolOutcome outcome, std::vector<bot::NamedValue> values = {})
{
    bot::ToolResult result;
    result.outcome = outcome;
    result.values = std::move(values);
    result.record.outcome = outcome;
    result.record.detail = "as told";
    return result;
}

// Plays a flow without its surroundings: messages in, what is said out, tools by a function.
class Dialogue
{
public:
    using Answer = std::function<bot::ToolResult(const bot::FlowCalls&)>;

    struct Write
    {
        std::string tool;
        std::string confirms; // what the state waited for when the message came
        bool yes = false;     // what the message was
    };

    Dialogue(const bot::Flow& flow, Answer answer) : flow_(flow), answer_(std::move(answer)) {}

    // What the bot says to the message.
    std::string say(const std::string& text)
    {
        bot::Heard heard{.text = text, .seq = ++seq_, .reply = bot::read_reply(text), .earlier = earlier_};
        const auto confirms = state_.confirms;
        auto move = begun_ ? bot::flow_heard(flow_, state_, heard, scope)
                           : bot::flow_begin(flow_, heard, scope, state_);
        begun_ = true;
        for (int rounds = 0; std::holds_alternative<bot::FlowCalls>(move.next); ++rounds) {
            if (rounds > 20) throw std::runtime_error("calls without an end");
            const auto calls = std::get<bot::FlowCalls>(move.next);
            called.push_back(calls);
            if (calls.writes) writes.push_back({calls.tool, confirms, heard.reply.yes});
            move = bot::flow_answered(flow_, move.state, move.says, answer_(calls), scope);
        }
        for (auto& entity : bot::entities(text))
            earlier_.insert(earlier_.begin(), entity);
        state_ = move.state;
        last = move;
        return move.says;
    }

    [[nodiscard]] bool waits() const { return std::holds_alternative<bot::FlowWaits>(last.next); }
    [[nodiscard]] bool ended() const { return std::holds_alternative<bot::FlowEnds>(last.next); }
    [[nodiscard]] bool unclear() const { return std::holds_alternative<bot::FlowUnclear>(last.next); }
    [[nodiscard]] const bot::Escalation* escalation() const
    {
        const auto* escalates = std::get_if<bot::FlowEscalates>(&last.next);
        return escalates == nullptr ? nullptr : &escalates->escalation;
    }

    bot::FlowScope scope{.email = {}, .language = "en"};
    bot::FlowMove last;
    std::vector<bot::FlowCalls> called;
    std::vector<Write> writes;

private:
    const bot::Flow& flow_;
    Answer answer_;
    protocol::FlowState state_;
    bool begun_ = false;
    Seq seq_ = 0;
    std::vector<bot::Entity> earlier_;
};

} // namespace tandem::test
