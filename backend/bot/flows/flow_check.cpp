#include "backend/bot/flows/flow_check.hpp"

#include "backend/bot/flows/flow_text.hpp"
#include "backend/util/contains.hpp"

#include <algorithm>
#include <set>

namespace tandem::bot {
namespace {

class Check
{
public:
    Check(const Flow& flow, const std::vector<ToolFace>& tools) : flow_(flow), tools_(tools)
    {
        for (const auto& step : flow.steps) {
            if (const auto* collect = std::get_if<CollectStep>(&step.what)) slots_.insert(collect->slot);
            if (const auto* call = std::get_if<CallStep>(&step.what)) {
                for (const auto& [slot, path] : call->save)
                    slots_.insert(slot);
            }
        }
    }

    std::vector<FlowFlaw> run()
    {
        for (at_ = 0; at_ < flow_.steps.size(); ++at_) {
            const auto& step = flow_.steps[at_];
            if (flow_.step_at(step.id) != at_) flaw("id", "there are two steps " + step.id);
            if (!step.next.empty()) target("then", step.next);
            std::visit([&](const auto& what) { look(what); }, step.what);
        }
        return std::move(flaws_);
    }

private:
    void flaw(std::string key, std::string what)
    {
        flaws_.push_back({at_, std::move(key), std::move(what)});
    }

    void target(const std::string& key, const std::string& id)
    {
        if (id == flow_end) return;
        const auto to = flow_.step_at(id);
        if (to >= flow_.steps.size()) return flaw(key, "there is no step " + id);
        if (writes(to)) flaw(key, "leads to a tool that writes, past its confirmation");
    }

    [[nodiscard]] const ToolFace* tool_of(std::size_t step) const
    {
        const auto* call =
            step < flow_.steps.size() ? std::get_if<CallStep>(&flow_.steps[step].what) : nullptr;
        if (call == nullptr) return nullptr;
        const auto found = std::ranges::find(tools_, call->tool, &ToolFace::name);
        return found == tools_.end() ? nullptr : &*found;
    }

    [[nodiscard]] bool writes(std::size_t step) const
    {
        const auto* tool = tool_of(step);
        return tool != nullptr && tool->writes;
    }

    void text(const std::string& key, const LocalText& text)
    {
        for (const auto& [language, words] : text.by_language)
            mentioned(key, words);
    }

    void mentioned(const std::string& key, std::string_view words)
    {
        for (const auto& slot : slots_mentioned(words)) {
            if (!slots_.contains(slot)) flaw(key, "{" + slot + "} is neither collected nor saved");
        }
    }

    void look(const CollectStep& what)
    {
        text("ask", what.ask);
        text("again", what.again);
    }

    void look(const CallStep& what)
    {
        const auto* tool = tool_of(at_);
        if (tool == nullptr) return flaw("call", "there is no tool " + what.tool);
        for (const auto& [name, value] : what.arguments) {
            if (!contains(tool->parameters, name))
                flaw("arguments", what.tool + " has no parameter " + name);
            mentioned("arguments", value);
        }
        for (const auto& name : tool->parameters) {
            if (!contains(what.arguments, name, &NamedValue::first))
                flaw("arguments", what.tool + " needs " + name);
        }
        for (const auto& [outcome, id] : what.next)
            target(outcome == protocol::ToolOutcome::not_found ? "not_found" : "refused", id);
        const bool behind_confirmation =
            at_ > 0 && std::holds_alternative<ConfirmStep>(flow_.steps[at_ - 1].what);
        if (tool->writes && !behind_confirmation)
            flaw("call", what.tool + " writes: the step before it must be a confirm");
    }

    void look(const BranchStep& what)
    {
        if (!slots_.contains(what.slot)) flaw("branch", what.slot + " is neither collected nor saved");
        for (const auto& one : what.cases)
            target("cases", one.next);
        target("otherwise", what.otherwise);
    }

    void look(const SayStep& what)
    {
        text("say", what.text);
        for (const auto& slot : what.forget) {
            if (!slots_.contains(slot)) flaw("forget", slot + " is neither collected nor saved");
        }
    }

    void look(const ConfirmStep& what)
    {
        text("confirm", what.ask);
        text("declined", what.declined);
        if (tool_of(at_ + 1) == nullptr) flaw("confirm", "the step behind it must be a call");
    }

    void look(const EscalateStep& what)
    {
        text("escalate", what.text);
        mentioned("reason", what.reason);
    }

    const Flow& flow_;
    const std::vector<ToolFace>& tools_;
    std::set<std::string, std::less<>> slots_;
    std::vector<FlowFlaw> flaws_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<FlowFlaw> check_flow(const Flow& flow, const std::vector<ToolFace>& tools)
{
    return Check(flow, tools).run();
}

} // namespace tandem::bot
