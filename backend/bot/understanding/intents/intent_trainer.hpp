#pragma once

#include "backend/bot/understanding/intents/examples.hpp"
#include "backend/bot/understanding/intents/intent_classifier.hpp"
#include "backend/bot/understanding/intents/intent_model.hpp"

#include <map>
#include <memory>
#include <utility>

namespace tandem::bot {

struct TrainingOptions
{
    bool background = true; // the off-topic messages that come with the product
    bool vectors = true;    // the English word vectors
    // Parts for cross-validation; 0: none, the calibration keeps its defaults.
    std::size_t folds = 5;
};

// How good the examples are, from asking about each what the others have taught.
struct TrainingReport
{
    struct Count
    {
        std::size_t asked = 0;
        std::size_t right = 0;
    };
    struct Confusion
    {
        std::string label;
        std::string taken_for;
        std::size_t times = 0;
    };

    std::size_t examples = 0; // in-scope ones
    std::size_t off_topic = 0;
    Count all;
    std::map<std::string, Count> by_label;
    std::vector<Confusion> confusions; // most frequent first
    double threshold = 0;              // confidence below which a message is out of scope
    double kept = 0;                   // share of right answers at or above it
    double seconds = 0;                // that the training took, without the cross-validation
};

struct Trained
{
    IntentModel model;
    TrainingReport report;
};

// Learns from examples in any order; those labelled "oos" and the background belong to no intent. The same
// examples in the same order give the same model, byte by byte. Blocking; 10,000 messages take seconds, a
// cross-validation `folds` times as long. Errors: bad_request (fewer than two intents), too_large.
[[nodiscard]] Result<Trained>
train_intents(const std::vector<IntentExample>& examples, const TrainingOptions& options);

[[nodiscard]] std::unique_ptr<IntentClassifier> create_intent_classifier(IntentModel model);

// Writes beside the file and renames, so that a reader never sees half of it. Errors: unavailable.
[[nodiscard]] Result<void> save_model(const IntentModel& model, const std::filesystem::path& file);

// A model as `save_model` wrote it. Errors: not_found, and those of from_bytes.
[[nodiscard]] Result<IntentModel> load_model(const std::filesystem::path& file);

} // namespace tandem::bot
