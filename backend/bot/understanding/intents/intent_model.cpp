#include "backend/bot/understanding/intents/intent_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tandem::bot {
namespace {

constexpr float bias = 0.3F;
constexpr float view_weights[TextFeatures::views] = {1.0F, 1.0F, 1.2F};
constexpr float mean_weight = 1.2F;
constexpr float extremes_weight = 1.0F;
constexpr std::size_t most_alternatives = 4;

// Adds one view, scaled to the length `weight`.
void add_view(const IntentModel& model, std::vector<std::uint64_t> keys, float weight, SparseVector& out)
{
    std::ranges::sort(keys);
    const std::size_t from = out.values.size();
    float squares = 0;
    for (std::size_t i = 0; i < keys.size();) {
        std::size_t end = i;
        while (end < keys.size() && keys[end] == keys[i])
            ++end;
        if (const auto found = model.columns.find(keys[i]); found != model.columns.end()) {
            const float value = (1 + std::log(static_cast<float>(end - i))) * model.rarity[found->second];
            out.columns.push_back(found->second);
            out.values.push_back(value);
            squares += value * value;
        }
        i = end;
    }
    if (squares <= 0) return;
    const float scale = weight / std::sqrt(squares);
    for (std::size_t i = from; i < out.values.size(); ++i)
        out.values[i] *= scale;
}

// What the words mean: their mean, and the largest and smallest of each dimension, which a long message
// does not wash out.
void add_meaning(const IntentModel& model, const TextFeatures& features, SparseVector& out)
{
    const auto& vectors = english_vectors();
    const std::size_t dimensions = model.dimensions;
    if (dimensions == 0 || vectors.dimensions() != dimensions) return;
    std::vector<float> mean(dimensions, 0.0F);
    std::vector<float> extremes(2 * dimensions, 0.0F);
    bool any = false;
    for (const auto& word : features.words) {
        const auto weight = model.word_weight.find(word_key(word));
        const float w = weight == model.word_weight.end() ? 1.0F : weight->second;
        any |= vectors.visit(word, [&](std::size_t d, float x) {
            mean[d] += w * x;
            extremes[d] = any ? std::max(extremes[d], w * x) : w * x;
            extremes[dimensions + d] = any ? std::min(extremes[dimensions + d], w * x) : w * x;
        });
    }
    if (!any) return;
    const auto add = [&](const std::vector<float>& part, std::size_t first, float weight) {
        float squares = 0;
        for (const float x : part)
            squares += x * x;
        if (squares <= 0) return;
        const float scale = weight / std::sqrt(squares);
        for (std::size_t i = 0; i < part.size(); ++i) {
            out.columns.push_back(static_cast<std::uint32_t>(first + i));
            out.values.push_back(part[i] * scale);
        }
    };
    add(mean, 1, mean_weight);
    add(extremes, 1 + dimensions, extremes_weight);
}

// Share of a message that training has never seen, by how much each word says.
double unseen_share(const IntentModel& model, const TextFeatures& features)
{
    const double unknown = std::log(1.0 + model.examples) + 1;
    double all = 0;
    double unseen = 0;
    for (const auto stem : features.word_stems) {
        const auto found = model.stem_rarity.find(stem);
        all += found == model.stem_rarity.end() ? unknown : double(found->second);
        unseen += found == model.stem_rarity.end() ? unknown : 0;
    }
    return all > 0 ? unseen / all : 1;
}

} // namespace

SparseVector vector_of(const IntentModel& model, const TextFeatures& features)
{
    SparseVector out;
    for (int view = 0; view < TextFeatures::views; ++view)
        add_view(model, features.keys[view], view_weights[view], out);
    add_meaning(model, features, out);
    out.columns.push_back(0);
    out.values.push_back(bias);
    return out;
}

RawGuess guess(const IntentModel& model, std::string_view message)
{
    RawGuess out;
    const auto features = features_of(message);
    if (features.words.empty() || model.labels.empty()) return out;
    const auto vector = vector_of(model, features);
    std::vector<float> scores(model.stride, 0.0F);
    for (std::size_t i = 0; i < vector.columns.size(); ++i) {
        const std::int8_t* row = model.weights.data() + vector.columns[i] * model.stride;
        const float value = vector.values[i] * model.scales[vector.columns[i]];
        for (std::size_t k = 0; k < model.stride; ++k)
            scores[k] += value * static_cast<float>(row[k]);
    }

    const std::size_t inside = model.labels.size() - (model.background ? 1 : 0);
    for (std::size_t k = 0; k < inside; ++k)
        out.best.emplace_back(scores[k], static_cast<std::uint32_t>(k));
    const auto last =
        out.best.begin() + static_cast<std::ptrdiff_t>(std::min(most_alternatives, out.best.size()));
    std::ranges::partial_sort(out.best, last, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    out.best.erase(last, out.best.end());
    if (out.best.empty()) return out;

    // Two temperatures: the gentle one hears also the weaker voices, the sharp one the runner-up.
    const float top = out.best.front().first;
    double gentle = 0;
    double sharp = 0;
    for (std::size_t k = 0; k < model.labels.size(); ++k) {
        gentle += std::exp(2.0 * (scores[k] - top));
        sharp += std::exp(4.0 * (scores[k] - top));
    }
    for (const auto& [margin, label] : out.best)
        out.shares.push_back(std::exp(3.0 * (margin - top)) / std::sqrt(gentle * sharp));
    out.background_wins = model.background && scores[inside] > top;
    const auto words = static_cast<double>(features.words.size());
    out.confidence = out.shares.front() * (1 - 0.75 * unseen_share(model, features)) * words / (words + 1);
    return out;
}

double calibrated(const Calibration& calibration, double raw)
{
    constexpr double edge = 1e-6;
    const double r = std::clamp(raw, edge, 1 - edge);
    return 1 / (1 + std::exp(-(calibration.slope * std::log(r / (1 - r)) + calibration.offset)));
}

} // namespace tandem::bot
