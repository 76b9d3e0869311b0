#include "backend/bot/knowledge/scoring.hpp"

#include <algorithm>
#include <unordered_map>

namespace tandem::bot {
namespace {

// What one occurrence of a word counts in each part of a passage.
constexpr double in_title = 2.0;
constexpr double in_example = 1.0;
constexpr double in_lead = 1.0;
constexpr double in_heading = 0.7;
constexpr double in_body = 0.3;

// Occurrences saturate: x / (x + saturation), scaled so that `plenty` of them count as all there can be.
constexpr double saturation = 2.0;
constexpr double plenty = 6.0;

// Share of the likeness to one example in the score; the rest is coverage.
constexpr double likeness_share = 0.25;

// Words from the question's end of a stem, to which term and how well.
using Lookup = std::unordered_multimap<std::string_view, std::pair<std::size_t, double>>;

template <class Fn>
void for_each_word(std::string_view text, Fn fn)
{
    while (!text.empty()) {
        const auto end = text.find(' ');
        if (const auto word = text.substr(0, end); !word.empty()) fn(word);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
}

// Adds to `counts` per term what `text` holds, at most three occurrences of each.
void count(const Lookup& lookup, std::string_view text, double weight, std::vector<double>& counts)
{
    std::vector<double> here(counts.size(), 0);
    for_each_word(text, [&](std::string_view word) {
        const auto [from, to] = lookup.equal_range(word);
        for (auto it = from; it != to; ++it)
            here[it->second.first] += it->second.second;
    });
    for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] += weight * std::min(here[i], 3.0);
}

// Calls back with each of the examples.
template <class Fn>
void for_each_example(std::string_view examples, Fn fn)
{
    while (!examples.empty()) {
        const auto end = examples.find('|');
        fn(examples.substr(0, end));
        examples = end == std::string_view::npos ? std::string_view{} : examples.substr(end + 1);
    }
}

// Dice's coefficient over word weights.
double likeness(
    const std::vector<QueryTerm>& question,
    double question_weight,
    const Lookup& lookup,
    std::string_view example,
    const Vocabulary& vocabulary
)
{
    std::vector<double> best(question.size(), 0);
    double example_weight = 0;
    double example_matched = 0;
    for_each_word(example, [&](std::string_view word) {
        const double weight = vocabulary.idf(word);
        example_weight += weight;
        double match = 0;
        const auto [from, to] = lookup.equal_range(word);
        for (auto it = from; it != to; ++it) {
            auto& value = best[it->second.first];
            value = std::max(value, it->second.second);
            match = std::max(match, it->second.second);
        }
        example_matched += weight * match;
    });
    double matched = 0;
    for (std::size_t i = 0; i < question.size(); ++i)
        matched += question[i].weight * best[i];
    const double all = question_weight + example_weight;
    return all > 0 ? (matched + example_matched) / all : 0;
}

} // namespace

double score_passage(
    const std::vector<QueryTerm>& question, const PassageStems& passage, const Vocabulary& vocabulary
)
{
    Lookup lookup;
    double question_weight = 0;
    for (std::size_t i = 0; i < question.size(); ++i) {
        question_weight += question[i].weight;
        for (const auto& variant : question[i].variants)
            lookup.emplace(variant.stem, std::pair(i, variant.weight));
    }
    if (question_weight <= 0) return 0;

    double alike = likeness(question, question_weight, lookup, passage.title, vocabulary);
    std::vector<double> counts(question.size(), 0);
    for_each_example(passage.examples, [&](std::string_view example) {
        alike = std::max(alike, likeness(question, question_weight, lookup, example, vocabulary));
        count(lookup, example, in_example, counts);
    });
    count(lookup, passage.title, in_title, counts);
    count(lookup, passage.lead, in_lead, counts);
    count(lookup, passage.heading, in_heading, counts);
    count(lookup, passage.body, in_body, counts);

    constexpr double full = plenty / (plenty + saturation);
    double covered = 0;
    for (std::size_t i = 0; i < question.size(); ++i) {
        covered += question[i].weight * std::min(counts[i] / (counts[i] + saturation) / full, 1.0);
    }
    const double coverage = covered / question_weight;
    return std::clamp(likeness_share * alike + (1 - likeness_share) * coverage, 0.0, 1.0);
}

} // namespace tandem::bot
