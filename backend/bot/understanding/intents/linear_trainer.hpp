#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tandem::bot {

// A message as numbers: which columns, and how much of each. No column twice.
struct SparseVector
{
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
};

struct TrainingRow
{
    SparseVector vector;
    std::uint32_t label = 0; // below `classes`
    float cost = 1;          // how much a mistake in it counts, above 0
};

// The weights of every column for every class: column c, class k is at c * stride + k. `stride` is the
// number of classes rounded up, the rest is 0.
struct LinearWeights
{
    std::size_t stride = 0;
    std::vector<float> values;
};

[[nodiscard]] constexpr std::size_t stride_for(std::size_t classes) { return (classes + 7) / 8 * 8; }

// One linear support vector machine with squared hinge loss for each class against all others, solved in
// the dual one row at a time in shuffled order (Hsieh et al. 2008), all classes side by side so that a row
// is read once for all of them. Deterministic: the same rows give the same weights, bit by bit.
[[nodiscard]] LinearWeights
train_one_against_rest(const std::vector<TrainingRow>& rows, std::size_t columns, std::size_t classes);

} // namespace tandem::bot
