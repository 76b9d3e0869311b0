#include "backend/bot/understanding/intents/linear_trainer.hpp"

#include "backend/bot/understanding/intents/shuffle.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tandem::bot {
namespace {

constexpr int passes = 8;
constexpr float softness = 0.5F;    // 1 / 2C with C = 1
constexpr float least_step = 1e-4F; // steps below this change nothing that matters
constexpr float settled = 0.02F;    // a pass without a larger step was the last

struct Step
{
    std::size_t k;
    float by;
};

} // namespace

LinearWeights
train_one_against_rest(const std::vector<TrainingRow>& rows, std::size_t columns, std::size_t classes)
{
    LinearWeights out;
    out.stride = stride_for(classes);
    out.values.assign(columns * out.stride, 0.0F);
    const std::size_t stride = out.stride;

    std::vector<float> squares(rows.size(), 0.0F);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (const float value : rows[i].vector.values)
            squares[i] += value * value;
    }
    std::vector<float> alphas(rows.size() * stride, 0.0F);
    std::vector<float> scores(stride);
    std::vector<Step> steps;
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Shuffler shuffler;

    for (int pass = 0; pass < passes; ++pass) {
        shuffler.shuffle(order);
        float largest = 0;
        for (const std::size_t i : order) {
            const auto& vector = rows[i].vector;
            std::ranges::fill(scores, 0.0F);
            for (std::size_t j = 0; j < vector.columns.size(); ++j) {
                const float* weights = out.values.data() + vector.columns[j] * stride;
                const float value = vector.values[j];
                for (std::size_t k = 0; k < stride; ++k)
                    scores[k] += value * weights[k];
            }
            // Most classes are far enough away already and take no step.
            steps.clear();
            float* alpha = alphas.data() + i * stride;
            const float soft = softness / rows[i].cost;
            for (std::size_t k = 0; k < classes; ++k) {
                const float side = k == rows[i].label ? 1.0F : -1.0F;
                const float slope = side * scores[k] - 1 + soft * alpha[k];
                if (alpha[k] == 0 && slope >= 0) continue;
                const float next = std::max(alpha[k] - slope / (squares[i] + soft), 0.0F);
                const float by = next - alpha[k];
                if (std::abs(by) < least_step) continue;
                alpha[k] = next;
                steps.push_back({k, side * by});
                largest = std::max(largest, std::abs(by));
            }
            if (steps.empty()) continue;
            for (std::size_t j = 0; j < vector.columns.size(); ++j) {
                float* weights = out.values.data() + vector.columns[j] * stride;
                for (const auto& step : steps)
                    weights[step.k] += vector.values[j] * step.by;
            }
        }
        if (largest < settled) break;
    }
    return out;
}

} // namespace tandem::bot
