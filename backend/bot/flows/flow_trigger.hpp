#pragma once

#include "backend/bot/flows/flow.hpp"
#include "backend/bot/understanding/intents/examples.hpp"
#include "backend/bot/understanding/intents/intent_classifier.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::bot {

// Which flow a message begins, learnt from the flows' examples and from what only sounds like them.
// Immutable; any thread.
class FlowTrigger
{
public:
    // `others` are examples of everything that customers write about, with labels: the more of them, the
    // fewer messages are taken for what they are not. Blocking: some 50 ms for a dozen flows. Throws
    // std::runtime_error when nothing can be learnt.
    explicit FlowTrigger(const std::vector<Flow>& flows, const std::vector<IntentExample>& others = {});

    // Index of the flow; nothing when the message is about something else, or asks about the matter instead
    // of wanting it done.
    [[nodiscard]] std::optional<std::size_t> match(std::string_view message) const;

    // The same with how likely it is, 0 to 1, also for what is too unlikely to be taken up. For measuring.
    [[nodiscard]] std::pair<std::optional<std::size_t>, double> guess(std::string_view message) const;

private:
    std::unique_ptr<IntentClassifier> classifier_;
    std::vector<std::string> ids_;
};

} // namespace tandem::bot
