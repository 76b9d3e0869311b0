#pragma once

#include "backend/bot/understanding/intents/intent_trainer.hpp"

#include <functional>

namespace tandem::bot {

// An example asked of a model that has not seen it.
struct Asked
{
    std::string label;
    std::string guessed;
    double confidence = 0; // raw
};

// Deals the examples of each label out to `folds` parts in shuffled order and asks each part of a model
// that was trained on the others. Out-of-scope examples are trained on and not asked. In the order of the
// parts. Repeatable. The error is the first one of `learn`.
[[nodiscard]] Result<std::vector<Asked>> cross_validate(
    const std::vector<IntentExample>& examples,
    std::size_t folds,
    const std::function<Result<IntentModel>(std::vector<IntentExample>)>& learn
);

[[nodiscard]] TrainingReport report_on(const std::vector<Asked>& asked);

// A logistic curve through (raw confidence, right or wrong), and the threshold that 95 of 100 right guesses
// pass; fills in `kept`. With fewer than 50 asked, or when all were right or all wrong, the defaults.
[[nodiscard]] Calibration calibrate(const std::vector<Asked>& asked, TrainingReport& report);

} // namespace tandem::bot
