#include "backend/bot/embedding/vector_table.hpp"

#include <algorithm>
#include <cmath>

namespace tandem::bot {
namespace {

constexpr std::size_t most_dimensions = 4'096;

} // namespace

std::string to_bytes(const Embedding& embedding)
{
    float largest = 0;
    for (const float x : embedding)
        largest = std::max(largest, std::abs(x));
    std::string out;
    for (const float x : embedding)
        out += static_cast<char>(static_cast<std::int8_t>(largest > 0 ? std::lrint(x / largest * 127) : 0));
    return out;
}

void VectorTable::add(std::uint32_t group, std::string_view bytes)
{
    if (dimensions_ == 0 && bytes.size() <= most_dimensions) dimensions_ = bytes.size();
    if (bytes.empty() || bytes.size() != dimensions_) return;
    float squares = 0;
    for (const char byte : bytes) {
        const auto x = static_cast<std::int8_t>(byte);
        values_.push_back(x);
        squares += static_cast<float>(x) * static_cast<float>(x);
    }
    scales_.push_back(squares > 0 ? 1 / std::sqrt(squares) : 0.0F);
    groups_.push_back(group);
}

void VectorTable::raise_to_best(const Embedding& question, std::span<float> by_group) const
{
    if (question.empty() || question.size() != dimensions_) return;
    // Whole numbers again: twelve bits of the question, so that the sum of products fits.
    constexpr float steps = 2047;
    float largest = 0;
    for (const float x : question)
        largest = std::max(largest, std::abs(x));
    if (largest <= 0) return;
    std::vector<std::int16_t> asked;
    for (const float x : question)
        asked.push_back(static_cast<std::int16_t>(std::lrint(x / largest * steps)));

    for (std::size_t row = 0; row < groups_.size(); ++row) {
        if (groups_[row] >= by_group.size()) continue;
        const std::int16_t* values = values_.data() + row * dimensions_;
        std::int32_t sum = 0;
        for (std::size_t i = 0; i < dimensions_; ++i)
            sum += std::int32_t(values[i]) * std::int32_t(asked[i]);
        float& best = by_group[groups_[row]];
        best = std::max(best, static_cast<float>(sum) * scales_[row] * largest / steps);
    }
}

} // namespace tandem::bot
