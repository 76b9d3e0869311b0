#include "backend/bot/knowledge/ranking.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace tandem::bot {
namespace {

constexpr std::size_t max_parts = 8;
constexpr double sentence_factor = 0.94;    // a part answers a little less than the whole
constexpr double other_language = 0.85;     // an article in another language than the customer's
constexpr double telling_difference = 0.02; // by which a passage fits better than the lead of its article
constexpr std::size_t min_part_words = 2;   // "Hi." says nothing

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
    const auto begins = [&](std::size_t at, std::string_view word) {
        return question.substr(at).starts_with(word);
    };
    for (std::size_t i = 0; i < question.size(); ++i) {
        const char c = question[i];
        part += c;
        const bool last = i + 1 == question.size();
        const bool ends = c == '?' || c == '!' || c == '\n' || c == ';';
        const bool stops = (c == '.' || c == ',') && (last || question[i + 1] == ' ');
        const bool joins =
            begins(i, " and ") || begins(i, " but ") || begins(i, " und ") || begins(i, " aber ");
        if (ends || stops || joins) flush();
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
        // In thousandths: those come back from JSON exactly as they went, which the log insists on.
        candidate.passage.score = std::round((foreign ? best * other_language : best) * 1000) / 1000;
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

    // An answer begins with the lead and goes on with the detail, so the best article gives both when they
    // differ.
    const auto lead = std::ranges::find_if(candidates, [&](const Candidate& candidate) {
        return candidate.ordinal == 0 && candidate.passage.article_id == out.front().article_id;
    });
    if (lead == candidates.end() || lead->passage.text == out.front().text) return out;
    const double score = out.front().score;
    const bool tells_more = score >= lead->passage.score + telling_difference;
    if (tells_more)
        out.insert(out.begin(), lead->passage);
    else
        out.front() = lead->passage;
    out.front().score = score;
    if (out.size() > limit) out.pop_back();
    return out;
}

} // namespace tandem::bot
