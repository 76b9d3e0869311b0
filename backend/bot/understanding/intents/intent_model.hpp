#pragma once

#include "backend/bot/understanding/intents/linear_trainer.hpp"
#include "backend/bot/understanding/intents/text_features.hpp"
#include "backend/bot/understanding/intents/word_vectors.hpp"
#include "shared/base/result.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tandem::bot {

// From the raw confidence to the share of messages for which the label is right, and where "not our topic"
// begins. Fitted by cross-validation; the defaults are what public data sets gave.
struct Calibration
{
    double slope = 1.7;
    double offset = 3.0;
    double threshold = 0.6;
};

// What training leaves: numbers alone, no text of the examples. Column 0 stands for itself, then the
// dimensions of the word vectors (mean, largest, smallest), then one column for each feature.
struct IntentModel
{
    std::vector<std::string> labels; // in-scope ones in order; then, when there is a background, it
    bool background = false;
    std::uint32_t examples = 0;
    std::uint32_t dimensions = 0; // of the word vectors it was trained with; 0: without

    std::unordered_map<std::uint64_t, std::uint32_t> columns; // of features
    std::vector<float> rarity;                                // by column
    std::unordered_map<std::uint64_t, float> stem_rarity;     // of every stem the examples hold
    std::unordered_map<std::uint64_t, float> word_weight;     // in the mean of the word vectors

    std::size_t stride = 0;
    std::vector<std::int8_t> weights; // column c, class k at c * stride + k, times scales[c]
    std::vector<float> scales;

    Calibration calibration;
};

// The message as a row for the model. Features that training did not see are left out.
[[nodiscard]] SparseVector vector_of(const IntentModel& model, const TextFeatures& features);

// How the model sees a message, before calibration.
struct RawGuess
{
    std::vector<std::pair<float, std::uint32_t>>
        best;                   // margin and label, up to 4 in-scope ones, best first
    std::vector<double> shares; // of each of them, together with the rest 1
    bool background_wins = false;
    double confidence = 0; // 0 to 1
};
[[nodiscard]] RawGuess guess(const IntentModel& model, std::string_view message);

[[nodiscard]] double calibrated(const Calibration& calibration, double raw);

// The model as one file: a head with version and size, then SHA-256 of the rest, then the rest. Reading
// gives bad_request for what is no model or damaged, unsupported_version for one of another version.
[[nodiscard]] std::string to_bytes(const IntentModel& model);
[[nodiscard]] Result<IntentModel> from_bytes(std::string_view bytes);

} // namespace tandem::bot
