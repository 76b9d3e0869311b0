#include "backend/bot/understanding/intents/background.hpp"

#include "backend/bot/understanding/intents/built_in.hpp"
#include "backend/bot/understanding/intents/text_features.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace tandem::bot {
namespace {

constexpr double alike = 0.45; // cosine over weighted words

std::vector<std::uint64_t> distinct_stems(const std::string& text)
{
    auto stems = features_of(text).word_stems;
    std::ranges::sort(stems);
    const auto rest = std::ranges::unique(stems);
    stems.erase(rest.begin(), rest.end());
    return stems;
}

} // namespace

std::vector<std::string> background_for(const std::vector<IntentExample>& examples)
{
    struct Posting
    {
        std::size_t example;
        double share; // of the example's length
    };
    std::vector<std::vector<std::uint64_t>> stems;
    std::unordered_map<std::uint64_t, double> holders;
    for (const auto& example : examples) {
        if (example.label == out_of_scope) continue;
        stems.push_back(distinct_stems(example.text));
        for (const auto stem : stems.back())
            ++holders[stem];
    }
    const auto weight = [&](std::uint64_t stem) {
        const auto found = holders.find(stem);
        const double n = found == holders.end() ? 0 : found->second;
        return std::log((1 + static_cast<double>(stems.size())) / (1 + n)) + 0.1;
    };
    const auto length = [&](const std::vector<std::uint64_t>& of) {
        double squares = 0;
        for (const auto stem : of)
            squares += weight(stem) * weight(stem);
        return std::sqrt(squares);
    };

    std::unordered_map<std::uint64_t, std::vector<Posting>> index;
    for (std::size_t i = 0; i < stems.size(); ++i) {
        const double all = length(stems[i]);
        for (const auto stem : stems[i])
            index[stem].push_back({i, weight(stem) / all});
    }

    std::vector<std::string> out;
    std::vector<double> likeness(stems.size());
    for (const auto& message : off_topic_messages()) {
        const auto own = distinct_stems(message);
        const double all = length(own);
        std::ranges::fill(likeness, 0.0);
        double most = 0;
        for (const auto stem : own) {
            const auto found = index.find(stem);
            if (found == index.end()) continue;
            for (const auto& posting : found->second) {
                likeness[posting.example] += weight(stem) / all * posting.share;
                most = std::max(most, likeness[posting.example]);
            }
        }
        if (most < alike) out.push_back(message);
    }
    return out;
}

} // namespace tandem::bot
