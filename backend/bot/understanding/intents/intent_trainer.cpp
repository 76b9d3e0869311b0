#include "backend/bot/understanding/intents/intent_trainer.hpp"

#include "backend/bot/understanding/intents/background.hpp"
#include "backend/bot/understanding/intents/cross_validation.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>

namespace tandem::bot {
namespace {

constexpr double background_cost = 0.1; // so many, and so unlike each other: each counts a little
constexpr double told_cost = 1.0;       // what operators marked counts like any example
constexpr double word_frequency = 3e-3; // half weight in the mean of the word vectors
constexpr std::size_t most_weights =
    120'000'000; // above, features seen once are left out; above twice that: too large

// Features of each example and how many examples hold each.
struct Counted
{
    std::vector<TextFeatures> features;
    std::unordered_map<std::uint64_t, std::uint32_t> holders;
};

Counted count_features(const std::vector<IntentExample>& examples)
{
    Counted out;
    out.features.reserve(examples.size());
    for (const auto& example : examples) {
        auto features = features_of(example.text);
        for (auto& view : features.keys) {
            std::ranges::sort(view);
            for (std::size_t i = 0; i < view.size(); ++i) {
                if (i == 0 || view[i] != view[i - 1]) ++out.holders[view[i]];
            }
        }
        out.features.push_back(std::move(features));
    }
    return out;
}

// Columns in the order of their keys, so that they do not depend on the order of the examples.
void choose_columns(IntentModel& model, const Counted& counted, std::uint32_t least)
{
    std::vector<std::pair<std::uint64_t, std::uint32_t>> kept;
    for (const auto& entry : counted.holders) {
        if (entry.second >= least) kept.push_back(entry);
    }
    std::ranges::sort(kept);
    model.columns.clear();
    model.rarity.assign(1 + 3 * std::size_t{model.dimensions}, 1.0F);
    const double all = 1.0 + static_cast<double>(counted.features.size());
    for (const auto& [key, holders] : kept) {
        model.columns.emplace(key, static_cast<std::uint32_t>(model.rarity.size()));
        // The root of the usual weight: with few words in a message the plain one trusts rare words too
        // much.
        model.rarity.push_back(static_cast<float>(std::sqrt(std::log(all / (1.0 + holders)) + 1)));
    }
}

void learn_words(IntentModel& model, const std::vector<IntentExample>& examples, const Counted& counted)
{
    std::unordered_map<std::uint64_t, std::uint32_t> stems;
    std::unordered_map<std::uint64_t, std::uint32_t> words;
    double all_words = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        for (const auto& word : counted.features[i].words) {
            ++words[word_key(word)];
            ++all_words;
        }
        if (examples[i].label == out_of_scope) continue;
        for (const auto stem : counted.features[i].word_stems)
            ++stems[stem];
    }
    const double n = model.examples;
    for (const auto& [stem, times] : stems)
        model.stem_rarity[stem] =
            static_cast<float>(std::log((1 + n) / (1.0 + std::min<double>(times, n))) + 1);
    for (const auto& [word, times] : words)
        model.word_weight[word] = static_cast<float>(word_frequency / (word_frequency + times / all_words));
}

// One byte a weight: a quarter of the memory, and the accuracy is the same.
void quantise(IntentModel& model, const LinearWeights& weights)
{
    model.stride = weights.stride;
    const std::size_t columns = model.rarity.size();
    model.scales.assign(columns, 0.0F);
    model.weights.assign(columns * model.stride, 0);
    for (std::size_t c = 0; c < columns; ++c) {
        const float* row = weights.values.data() + c * model.stride;
        float largest = 0;
        for (std::size_t k = 0; k < model.stride; ++k)
            largest = std::max(largest, std::abs(row[k]));
        if (largest <= 0) continue;
        model.scales[c] = largest / 127;
        for (std::size_t k = 0; k < model.stride; ++k)
            model.weights[c * model.stride + k] =
                static_cast<std::int8_t>(std::lround(row[k] / largest * 127));
    }
}

Result<IntentModel> learn(std::vector<IntentExample> examples, const TrainingOptions& options)
{
    IntentModel model;
    std::set<std::string> labels;
    for (const auto& example : examples) {
        if (example.label == out_of_scope) continue;
        labels.insert(example.label);
        ++model.examples;
    }
    if (labels.size() < 2)
        return fail(Errc::bad_request, "training needs examples of at least two intents");
    if (labels.size() > labels_limit) return fail(Errc::too_large, "more than 2000 intents");
    if (examples.size() > examples_limit) return fail(Errc::too_large, "more than 200000 examples");
    model.labels.assign(labels.begin(), labels.end());

    const std::size_t told = examples.size();
    if (options.background) {
        for (auto& message : background_for(examples))
            examples.push_back({std::move(message), std::string(out_of_scope)});
    }
    model.background = examples.size() > model.examples;
    if (model.background) model.labels.emplace_back(out_of_scope);

    model.dimensions = options.vectors ? static_cast<std::uint32_t>(english_vectors().dimensions()) : 0;
    const Counted counted = count_features(examples);
    choose_columns(model, counted, 1);
    const std::size_t stride = stride_for(model.labels.size());
    if (model.rarity.size() * stride > most_weights) choose_columns(model, counted, 2);
    if (model.rarity.size() * stride > 2 * most_weights || stride * examples.size() > 2 * most_weights)
        return fail(Errc::too_large, "too many examples for so many intents");
    learn_words(model, examples, counted);

    const std::size_t inside = labels.size();
    const auto end_of_inside = model.labels.begin() + static_cast<std::ptrdiff_t>(inside);
    std::vector<TrainingRow> rows;
    rows.reserve(examples.size());
    for (std::size_t i = 0; i < examples.size(); ++i) {
        const bool outside = examples[i].label == out_of_scope;
        const auto at = std::ranges::lower_bound(model.labels.begin(), end_of_inside, examples[i].label);
        const auto label = outside ? inside : static_cast<std::size_t>(at - model.labels.begin());
        const double cost = i < told ? told_cost : background_cost;
        rows.push_back(
            {vector_of(model, counted.features[i]),
             static_cast<std::uint32_t>(label),
             static_cast<float>(cost)}
        );
    }
    quantise(model, train_one_against_rest(rows, model.rarity.size(), model.labels.size()));
    return model;
}

} // namespace

Result<Trained> train_intents(const std::vector<IntentExample>& examples, const TrainingOptions& options)
{
    Trained out;
    if (options.folds >= 2) {
        auto asked = cross_validate(examples, options.folds, [&](std::vector<IntentExample> part) {
            return learn(std::move(part), options);
        });
        if (!asked) return fail(asked);
        out.report = report_on(*asked);
        out.model.calibration = calibrate(*asked, out.report);
    }
    const Calibration calibration = out.model.calibration;
    const auto start = std::chrono::steady_clock::now();
    auto model = learn(examples, options);
    if (!model) return fail(model);
    out.report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    out.model = std::move(*model);
    out.model.calibration = calibration;
    out.report.examples = out.model.examples;
    out.report.off_topic = examples.size() - out.model.examples;
    out.report.threshold = calibration.threshold;
    return out;
}

} // namespace tandem::bot
