#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

struct RankedIntent
{
    std::string label;
    double confidence = 0; // 0 to 1, comparable between messages
    friend bool operator==(const RankedIntent&, const RankedIntent&) = default;
};

struct RecognisedIntent
{
    std::string label; // the best one, also for a message that is out of scope; empty for an empty message
    double confidence = 0;                  // 0 to 1: how likely the label is right
    bool in_scope = false;                  // false: about something that no example is about
    std::vector<RankedIntent> alternatives; // up to 3 more, best first
};

// What a customer's message is about. Immutable; safe to use from any thread. Never fails: a message it can
// make nothing of has confidence 0 and is out of scope.
class IntentClassifier
{
public:
    virtual ~IntentClassifier() = default;

    [[nodiscard]] virtual RecognisedIntent classify(std::string_view message) const = 0;

    // In-scope labels in alphabetical order.
    [[nodiscard]] virtual std::vector<std::string> labels() const = 0;
};

} // namespace tandem::bot
