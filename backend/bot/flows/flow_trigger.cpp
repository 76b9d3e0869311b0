#include "backend/bot/flows/flow_trigger.hpp"

#include "backend/bot/understanding/intents/intent_trainer.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace tandem::bot {
namespace {

// Questions of any shop that no flow settles.
constexpr auto about = "~";

// Below it, a message is left to the articles: the wrong flow costs more than a question too many.
constexpr double least_confidence = 0.45;

constexpr auto general = std::to_array<std::string_view>({
    "how long does delivery take",
    "do you deliver to Norway",
    "what does shipping cost",
    "which payment methods do you accept",
    "what is your return policy",
    "how do I reset my password",
    "is there a warranty",
    "what are your opening hours",
    "do you have a showroom",
    "does this lamp fit",
    "is the bulb included",
    "how do I use a voucher",
    "can I pay later",
    "my parcel is damaged",
    "the lamp is broken",
    "wrong item received",
    "a part is missing",
    "delete my account",
    "I was charged twice",
    "where is my refund",
    "how do I contact you",
    "wie lange dauert die Lieferung",
    "was kostet der Versand",
    "wie kann ich bezahlen",
    "wie lange habe ich Garantie",
    "wann ist der Chat besetzt",
});

} // namespace

FlowTrigger::FlowTrigger(const std::vector<Flow>& flows, const std::vector<IntentExample>& others)
{
    std::vector<IntentExample> examples;
    std::set<std::string, std::less<>> same_matter;
    for (const auto& flow : flows) {
        ids_.push_back(flow.id);
        same_matter.insert(flow.id);
        same_matter.insert(flow.intents.begin(), flow.intents.end());
        for (const auto& text : flow.examples)
            examples.push_back({text, flow.id});
        for (const auto& text : flow.not_examples)
            examples.push_back({text, about});
    }
    for (const auto text : general)
        examples.push_back({std::string(text), about});
    for (const auto& other : others) {
        if (!same_matter.contains(other.label)) examples.push_back(other);
    }
    auto trained = train_intents(examples, {});
    if (!trained) throw std::runtime_error("flows: " + trained.error().detail);
    classifier_ = create_intent_classifier(std::move(trained->model));
}

std::pair<std::optional<std::size_t>, double> FlowTrigger::guess(std::string_view message) const
{
    const auto found = classifier_->classify(message);
    const auto at = std::ranges::find(ids_, found.label);
    if (at == ids_.end()) return {std::nullopt, 0};
    return {static_cast<std::size_t>(at - ids_.begin()), found.in_scope ? found.confidence : 0};
}

std::optional<std::size_t> FlowTrigger::match(std::string_view message) const
{
    const auto [flow, confidence] = guess(message);
    return confidence >= least_confidence ? flow : std::nullopt;
}

} // namespace tandem::bot
