#include "backend/bot/knowledge/ranking.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <set>

namespace tandem::bot {
namespace {

constexpr std::size_t max_parts = 6;
constexpr double sentence_factor = 0.94;  // a part answers a little less than the whole
constexpr double other_language = 0.85;   // an article in another language than the customer's
constexpr double clear_lead = 1.25;       // over the second article
constexpr std::size_t min_part_words = 2; // "Hi." says nothing

} // namespace

std::vector<std::string> search_parts(std::string_view question)
{
    std::vector<std::string> parts{std::string(question)};
    std::string part;
    const auto flush = [&] {
        const auto found = words(part);
        const auto useful =
            std::ranges::count_if(found, [](const std::string& word) { return !is_stop_word(word); });
        if (static_cast<std::size_t>(useful) >= min_part_words && parts.size() < max_parts)
            parts.push_back(part);
        part.clear();
    };
    for (std::size_t i = 0; i < question.size(); ++i) {
        const char c = question[i];
        part += c;
        const bool last = i + 1 == question.size();
        const bool ends = c == '?' || c == '!' || c == '\n' || c == ';';
        const bool stops = (c == '.' || c == ',') && (last || question[i + 1] == ' ');
        if (ends || stops) flush();
    }
    flush();
    // One sentence alone is the question itself.
    if (parts.size() == 2) parts.pop_back();
    return parts;
}

std::vector<Passage> rank(
    std::vector<Candidate> candidates,
    const std::vector<std::vector<QueryTerm>>& parts,
    const Vocabulary& vocabulary,
    std::string_view language,
    std::size_t limit
)
{
    const auto prefix = language.substr(0, language.find('-'));
    for (auto& candidate : candidates) {
        double best = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const double factor = i == 0 ? 1.0 : sentence_factor;
            best = std::max(best, factor * score_passage(parts[i], candidate.stems, vocabulary));
        }
        const bool foreign = !prefix.empty() && !candidate.passage.locale.starts_with(prefix);
        candidate.passage.score = foreign ? best * other_language : best;
    }
    std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
        if (a.passage.score != b.passage.score) return a.passage.score > b.passage.score;
        if (a.passage.article_id != b.passage.article_id)
            return a.passage.article_id < b.passage.article_id;
        return a.ordinal < b.ordinal;
    });

    std::vector<Passage> out;
    std::set<std::string, std::less<>> taken;
    for (const auto& candidate : candidates) {
        if (out.size() == limit) break;
        if (taken.insert(candidate.passage.article_id).second) out.push_back(candidate.passage);
    }
    if (out.empty()) return out;

    const bool leads = out.size() < 2 || out[0].score >= clear_lead * out[1].score;
    if (!leads || out.size() >= limit + 1) return out;
    for (const auto& candidate : candidates) {
        const auto& passage = candidate.passage;
        if (passage.article_id != out[0].article_id || passage.text == out[0].text) continue;
        out.insert(out.begin() + 1, passage);
        if (out.size() > limit) out.pop_back();
        break;
    }
    return out;
}

} // namespace tandem::bot
