#pragma once

#include "backend/bot/tools/tools.hpp"
#include "backend/util/pattern.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// A routine matter as its file describes it: what is asked, looked up, said, confirmed and done, step by
// step. Plain data; flow_file reads it, flow_machine walks it.

namespace tandem::bot {

// A text in some languages; English is always there. "{slot}" stands for a value, "{slot|date}" for a date
// spelt out.
struct LocalText
{
    std::map<std::string, std::string> by_language; // "en", "de"

    [[nodiscard]] bool empty() const { return by_language.empty(); }
    [[nodiscard]] const std::string& in(std::string_view language) const;
};

// Asks the customer for a value, unless it is known already.
struct CollectStep
{
    enum class Kind { order_number, return_number, email, date, text, choice };
    struct Choice
    {
        std::string value;
        std::vector<std::string> words; // one of them in the message means this
    };

    std::string slot;
    Kind kind = Kind::text;
    LocalText ask;
    LocalText again;                // when the answer was none; empty: ask
    std::vector<std::string> words; // what a correction calls it: "the other order"
    Pattern pattern;                // of a text
    std::vector<Choice> choices;
    bool from_profile = false; // an e-mail address that the session already has
};

struct CallStep
{
    std::string tool;
    bool writes = false;
    std::vector<NamedValue> arguments;                 // parameter and text with "{slot}"
    std::vector<NamedValue> save;                      // slot and path in what came back
    std::map<protocol::ToolOutcome, std::string> next; // not_found, refused → step
};

// Goes to the step of the first case that holds the value.
struct BranchStep
{
    struct Case
    {
        std::vector<std::string> values;
        std::string next;
    };
    std::string slot;
    std::vector<Case> cases;
    std::string otherwise;
};

struct SayStep
{
    LocalText text;
    std::vector<std::string> forget; // slots that are asked for anew
};

// Asks whether the call that follows shall be made. Only a yes goes on to it.
struct ConfirmStep
{
    LocalText ask;
    LocalText declined; // what is said to a no
};

struct EscalateStep
{
    LocalText text;
    std::string reason; // one line for the agent
};

struct FlowStep
{
    std::string id;
    std::string next; // empty: the step below, or the end
    std::variant<CollectStep, CallStep, BranchStep, SayStep, ConfirmStep, EscalateStep> what;
};

inline constexpr std::string_view flow_end = "end"; // as a step's `next`

struct Flow
{
    std::string id;
    std::string title;
    std::vector<std::string> examples;     // messages that begin it
    std::vector<std::string> not_examples; // that sound like it and do not: questions the articles answer
    // Labels of `bot.intents` that are about the same matter; the examples of all others are about
    // something else.
    std::vector<std::string> intents;
    std::vector<FlowStep> steps;

    // Its place in `steps`; the number of steps for the end and for what is not there.
    [[nodiscard]] std::size_t step_at(std::string_view id) const;
};

} // namespace tandem::bot
