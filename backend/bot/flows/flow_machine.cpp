#include "backend/bot/flows/flow_machine.hpp"

#include "backend/bot/flows/flow_slots.hpp"
#include "backend/bot/flows/slot_reader.hpp"
#include "backend/bot/flows/wordings.hpp"
#include "backend/util/contains.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

using protocol::FlowState;
using protocol::Slot;
using protocol::ToolOutcome;
using protocol::Trigger;

constexpr int most_tries = 3;  // times a step is asked
constexpr int most_misses = 5; // look-ups of a conversation that find nothing: nobody guesses numbers here
constexpr int most_steps = 60; // between two messages, so that no loop of a file's is endless

// One walk from a step to the next point at which somebody else has to do something.
class Walk
{
public:
    Walk(const Flow& flow, FlowState state, std::string says, const FlowScope& scope)
        : flow_(flow),
          scope_(scope),
          move_{std::move(state), std::move(says), FlowEnds{}}
    {
        move_.state.id = flow.id;
        move_.state.title = flow.title;
        move_.state.step.clear();
        move_.state.confirms.clear();
        move_.state.tries = 0;
    }

    // `confirmed` holds for the very step it begins with.
    FlowMove from(std::size_t at, bool confirmed = false)
    {
        for (int steps = 0; at < flow_.steps.size(); ++steps) {
            if (steps >= most_steps)
                return escalate(Trigger::tool_failure, "The flow goes in circles.", {});
            const FlowStep& step = flow_.steps[at];
            const auto next =
                std::visit([&](const auto& what) { return go(step, at, what, confirmed); }, step.what);
            if (!next) return std::move(move_);
            confirmed = false;
            at = *next;
        }
        move_.next = FlowEnds{};
        return std::move(move_);
    }

    FlowMove escalate(Trigger trigger, std::string reason, const std::string& says)
    {
        say(says);
        move_.next = FlowEscalates{{trigger, std::move(reason)}};
        return std::move(move_);
    }

    void say(const std::string& text)
    {
        if (text.empty()) return;
        if (!move_.says.empty()) move_.says += "\n\n";
        move_.says += fill_for_reader(text, move_.state.slots, scope_.language);
    }

private:
    using Next = std::optional<std::size_t>; // nothing: the walk is over, `move_.next` says why

    [[nodiscard]] std::size_t behind(const FlowStep& step, std::size_t at) const
    {
        return step.next.empty() ? at + 1 : flow_.step_at(step.next);
    }

    Next go(const FlowStep& step, std::size_t at, const CollectStep& what, bool)
    {
        auto& slots = move_.state.slots;
        // With which nothing was found, another may be meant.
        const bool profile_helps = what.from_profile && !scope_.email.empty() && move_.state.misses == 0;
        if (slot_value(slots, what.slot).empty() && profile_helps)
            put_slot(slots, what.slot, scope_.email, 0);
        if (!slot_value(slots, what.slot).empty()) return behind(step, at);
        say(what.ask.in(scope_.language));
        return wait(step, {});
    }

    Next go(const FlowStep& step, std::size_t at, const ConfirmStep& what, bool)
    {
        const auto* call =
            at + 1 < flow_.steps.size() ? std::get_if<CallStep>(&flow_.steps[at + 1].what) : nullptr;
        say(what.ask.in(scope_.language));
        return wait(step, call != nullptr ? call->tool : std::string());
    }

    Next go(const FlowStep& step, std::size_t, const CallStep& what, bool confirmed)
    {
        if (what.writes && !confirmed) {
            // The file reader lets no such flow pass.
            escalate_here(Trigger::tool_failure, "The flow would change something without a confirmation.");
            return std::nullopt;
        }
        FlowCalls calls{what.tool, what.writes, {}};
        for (const auto& [parameter, text] : what.arguments)
            calls.arguments.emplace_back(parameter, fill_argument(text, move_.state.slots));
        move_.state.step = step.id;
        move_.next = std::move(calls);
        return std::nullopt;
    }

    Next go(const FlowStep&, std::size_t, const BranchStep& what, bool)
    {
        const auto value = slot_value(move_.state.slots, what.slot);
        for (const auto& one : what.cases) {
            if (contains(one.values, value)) return flow_.step_at(one.next);
        }
        return flow_.step_at(what.otherwise);
    }

    Next go(const FlowStep& step, std::size_t at, const SayStep& what, bool)
    {
        say(what.text.in(scope_.language));
        for (const auto& name : what.forget)
            drop_slot(move_.state.slots, name);
        return behind(step, at);
    }

    Next go(const FlowStep&, std::size_t, const EscalateStep& what, bool)
    {
        say(what.text.in(scope_.language));
        escalate_here(Trigger::rule, fill_argument(what.reason, move_.state.slots));
        return std::nullopt;
    }

    Next wait(const FlowStep& step, std::string confirms)
    {
        move_.state.step = step.id;
        move_.state.confirms = std::move(confirms);
        move_.next = FlowWaits{};
        return std::nullopt;
    }

    void escalate_here(Trigger trigger, std::string reason)
    {
        move_.next = FlowEscalates{{trigger, std::move(reason)}};
    }

    const Flow& flow_;
    const FlowScope& scope_;
    FlowMove move_;
};

FlowMove unclear(FlowState state, const std::string& ask, const std::string& again, const FlowScope& scope)
{
    FlowUnclear next;
    next.ask = fill_for_reader(ask, state.slots, scope.language);
    next.again = fill_for_reader(again, state.slots, scope.language);
    if (++state.tries >= most_tries)
        next.give_up = Escalation{
            Trigger::repeated_failure, "The bot did not understand the answers to its question."
        };
    return {std::move(state), {}, std::move(next)};
}

FlowMove heard_at_confirmation(
    const Flow& flow, FlowState state, const Heard& heard, const FlowScope& scope, std::size_t at
)
{
    const auto& confirm = std::get<ConfirmStep>(flow.steps[at].what);
    const auto& reply = heard.reply;
    if (reply.yes && reply.no) {
        // The yes may have set off the call before the no arrived; only somebody who looks can tell.
        Walk walk(flow, std::move(state), {}, scope);
        return walk.escalate(
            Trigger::tool_failure,
            "The customer said yes and then no; whether it was carried out has to be looked up.",
            wordings(scope.language).yes_and_no
        );
    }
    if (reply.yes) {
        auto move = Walk(flow, std::move(state), {}, scope).from(at + 1, true);
        return move;
    }
    if (!reply.never_mind) {
        if (const auto from = correct(flow, state.slots, heard, at))
            return Walk(flow, std::move(state), {}, scope).from(*from);
    }
    if (reply.no || reply.never_mind) {
        Walk walk(flow, std::move(state), {}, scope);
        const auto& declined = confirm.declined.in(scope.language);
        walk.say(declined.empty() ? std::string(wordings(scope.language).left_as_it_is) : declined);
        auto move = walk.from(flow.steps.size());
        move.next = FlowEnds{reply.never_mind ? std::string() : reply.rest};
        return move;
    }
    const auto& ask = confirm.ask.in(scope.language);
    return unclear(
        std::move(state), ask, std::string(wordings(scope.language).yes_or_no) + "\n\n" + ask, scope
    );
}

FlowMove heard_at_question(
    const Flow& flow, FlowState state, const Heard& heard, const FlowScope& scope, std::size_t at
)
{
    const auto& collect = std::get<CollectStep>(flow.steps[at].what);
    if (heard.reply.never_mind) {
        Walk walk(flow, std::move(state), {}, scope);
        walk.say(std::string(wordings(scope.language).given_up));
        return walk.from(flow.steps.size());
    }
    if (auto value = read_slot(collect, heard.text, true)) {
        put_slot(state.slots, collect.slot, std::move(*value), heard.seq);
        // Something else may have been put right in the same breath.
        const auto from = correct(flow, state.slots, heard, at).value_or(at);
        take_in(flow, state.slots, heard);
        return Walk(flow, std::move(state), {}, scope).from(from);
    }
    if (const auto from = correct(flow, state.slots, heard, at))
        return Walk(flow, std::move(state), {}, scope).from(*from);
    const auto& ask = collect.ask.in(scope.language);
    const auto& again = collect.again.in(scope.language);
    return unclear(std::move(state), ask, again.empty() ? ask : again, scope);
}

} // namespace

FlowMove flow_begin(const Flow& flow, const Heard& heard, const FlowScope& scope, const FlowState& known)
{
    FlowState state;
    state.misses = known.misses;
    take_in(flow, state.slots, heard);
    const bool named = !state.slots.empty();
    for (const auto& step : flow.steps) {
        const auto* collect = std::get_if<CollectStep>(&step.what);
        if (collect == nullptr || !entity_of(collect->kind)) continue;
        if (!slot_value(state.slots, collect->slot).empty()) continue;
        // Another order than before is another matter; the address may stay the same.
        if (named && collect->kind != CollectStep::Kind::email) continue;
        const auto before = std::ranges::find(known.slots, collect->slot, &Slot::name);
        if (before != known.slots.end()) put_slot(state.slots, before->name, before->value, before->source);
    }
    return Walk(flow, std::move(state), {}, scope).from(0);
}

FlowMove flow_heard(const Flow& flow, FlowState state, const Heard& heard, const FlowScope& scope)
{
    const auto at = flow.step_at(state.step);
    if (at < flow.steps.size()) {
        const auto& what = flow.steps[at].what;
        if (std::holds_alternative<ConfirmStep>(what))
            return heard_at_confirmation(flow, std::move(state), heard, scope, at);
        if (std::holds_alternative<CollectStep>(what))
            return heard_at_question(flow, std::move(state), heard, scope, at);
    }
    state.step.clear();
    state.confirms.clear();
    return {std::move(state), {}, FlowEnds{heard.text}};
}

FlowMove flow_answered(
    const Flow& flow, FlowState state, std::string says, const ToolResult& result, const FlowScope& scope
)
{
    const auto at = flow.step_at(state.step);
    const auto* call = at < flow.steps.size() ? std::get_if<CallStep>(&flow.steps[at].what) : nullptr;
    if (call == nullptr) return {std::move(state), std::move(says), FlowEnds{}};

    for (const auto& [slot, path] : call->save) {
        drop_slot(state.slots, slot);
        if (const auto value = result.value(path); !value.empty())
            put_slot(state.slots, slot, std::string(value), 0);
    }
    if (result.outcome == ToolOutcome::not_found) ++state.misses;
    const int misses = state.misses;
    const auto& say = wordings(scope.language);
    Walk walk(flow, std::move(state), std::move(says), scope);
    if (misses >= most_misses)
        return walk.escalate(
            Trigger::repeated_failure, "Nothing was found for what the customer gave.", say.not_found
        );
    if (result.outcome == ToolOutcome::ok) {
        const auto& next = flow.steps[at].next;
        return walk.from(next.empty() ? at + 1 : flow.step_at(next));
    }
    if (const auto next = call->next.find(result.outcome); next != call->next.end())
        return walk.from(flow.step_at(next->second));
    if (result.outcome == ToolOutcome::unconfirmed) {
        return walk.escalate(
            Trigger::tool_failure,
            "Whether “" + call->tool + "” was carried out is not known: " + result.record.detail + ".",
            say.unconfirmed
        );
    }
    return walk.escalate(
        Trigger::tool_failure,
        "“" + call->tool + "” did not work: " + result.record.detail + ".",
        say.failed
    );
}

} // namespace tandem::bot
