#include "backend/bot/knowledge/ranking.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <cmath>

namespace tandem::bot {
namespace {

constexpr std::size_t max_parts = 8;
constexpr double sentence_factor = 0.94;    // a part answers a little less than the whole
constexpr double other_language = 0.85;     // an article in another language than the customer's
constexpr double telling_difference = 0.02; // by which a passage fits better than the lead of its article
constexpr std::size_t min_part_words = 2;   // "Hi." says nothing

// From how well articles fit to how likely they answer. Fitted on development splits: the bank with 50
// articles, also asked about 27 other matters and about anything, and the sample shop with an example of
// each article left out.
constexpr double sharpness = 6.0;      // of words and meaning
constexpr double hint_sharpness = 2.0; // of hints, which were learnt and are right more often
constexpr double least_hint = 0.02;    // of an article without a hint where others have one
constexpr double share_slope = 1.6;
constexpr double meaning_slope = 3.5; // of what the best article says
constexpr double meaning_offset = 0.0;
constexpr double hinted_share_slope = 0.85;
constexpr double hint_slope = 0.84; // of the best article's hint
constexpr double asked_slope = 2.5; // of the most alike title or example
constexpr double length_slope = 0.93;
constexpr double hint_offset = -4.4;

double logit(double p)
{
    constexpr double edge = 1e-4;
    p = std::clamp(p, edge, 1 - edge);
    return std::log(p / (1 - p));
}

constexpr double chosen = 0.99; // of an article whose very title was asked

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

namespace {

// How well each passage covers the words of the question or of its best part.
std::vector<double> lexical_scores(const Evidence& evidence, const Vocabulary& vocabulary)
{
    std::vector<double> out;
    for (const auto& candidate : evidence.candidates) {
        double best = 0;
        for (std::size_t i = 0; i < evidence.parts.size(); ++i) {
            const double factor = i == 0 ? 1.0 : sentence_factor;
            best = std::max(best, factor * score_passage(evidence.parts[i], candidate.stems, vocabulary));
        }
        out.push_back(best);
    }
    return out;
}

std::vector<ArticleFit> fit_articles(const Evidence& evidence, const std::vector<double>& lexical)
{
    const auto prefix = evidence.language.substr(0, evidence.language.find('-'));
    std::map<std::string, ArticleFit> by_id;
    for (std::size_t i = 0; i < lexical.size(); ++i) {
        const auto& passage = evidence.candidates[i].passage;
        auto& article = by_id[passage.article_id];
        article.article_id = passage.article_id;
        article.lexical = std::max(article.lexical, lexical[i]);
        const bool foreign = !prefix.empty() && !passage.locale.starts_with(prefix);
        article.fit = foreign ? other_language : 1;
    }
    // Hints count only when the best one is about an article there is.
    const bool hinted = !evidence.hints.empty() && by_id.contains(evidence.hints.front().article_id);
    std::vector<ArticleFit> out;
    for (auto& [id, article] : by_id) {
        if (const auto found = evidence.likeness.find(id); found != evidence.likeness.end())
            article.likeness = found->second;
        const double spelt = article.lexical + article.likeness.letters;
        if (!evidence.meant || article.likeness.said <= 0) {
            article.likeness.asked = spelt / 2;
            article.likeness.said = spelt / 2;
        }
        article.fit *= sharpness * (spelt + (article.likeness.asked + article.likeness.said) / 2);
        if (hinted) {
            const auto hint = std::ranges::find(evidence.hints, id, &ArticleHint::article_id);
            if (hint != evidence.hints.end()) article.hint = hint->confidence;
            article.fit += hint_sharpness * std::log(article.hint + least_hint);
        }
        out.push_back(std::move(article));
    }
    std::ranges::sort(out, [](const ArticleFit& a, const ArticleFit& b) {
        return a.fit != b.fit ? a.fit > b.fit : a.article_id < b.article_id;
    });
    return out;
}

} // namespace

std::vector<ArticleFit> fit_articles(const Evidence& evidence, const Vocabulary& vocabulary)
{
    return fit_articles(evidence, lexical_scores(evidence, vocabulary));
}

std::vector<double> confidences(const std::vector<ArticleFit>& articles, std::size_t words)
{
    std::vector<double> out;
    if (articles.empty()) return out;
    double all = 0;
    double best_hint = 0;
    for (const auto& article : articles) {
        out.push_back(std::exp(article.fit - articles.front().fit));
        all += out.back();
        best_hint = std::max(best_hint, article.hint);
    }
    const double share = -std::log(all);
    const auto& best = articles.front().likeness;
    double z = share_slope * share + meaning_slope * best.said + meaning_offset;
    if (best_hint > 0) {
        z = hinted_share_slope * share + hint_slope * logit(best_hint) + asked_slope * best.asked +
            length_slope * std::log(std::max<double>(double(words), 1)) + hint_offset;
    }
    const double first = 1 / (1 + std::exp(-z));
    // The others divide what is left as they fit, and never come before the first.
    const double left = std::min(1 - first, first * (all - 1));
    for (std::size_t i = 1; i < out.size(); ++i)
        out[i] *= all > 1 ? left / (all - 1) : 0;
    out.front() = first;
    return out;
}

namespace {

void put_chosen_first(
    const Evidence& evidence, std::vector<ArticleFit>& articles, std::vector<double>& scores
)
{
    const auto asked = words(evidence.question);
    const auto is_asked = [&](const Candidate& candidate) {
        return words(candidate.passage.title) == asked;
    };
    const auto candidate = std::ranges::find_if(evidence.candidates, is_asked);
    if (asked.empty() || candidate == evidence.candidates.end()) return;
    const auto article =
        std::ranges::find(articles, candidate->passage.article_id, &ArticleFit::article_id);
    std::rotate(articles.begin(), article, article + 1);
    for (auto& score : scores)
        score *= 1 - chosen;
    scores.insert(scores.begin(), chosen);
    scores.pop_back();
}

} // namespace

std::vector<Passage> rank(Evidence evidence, const Vocabulary& vocabulary, std::size_t limit)
{
    const auto lexical = lexical_scores(evidence, vocabulary);
    auto articles = fit_articles(evidence, lexical);
    auto scores = confidences(articles, words(evidence.question).size());
    put_chosen_first(evidence, articles, scores);

    std::vector<Passage> out;
    for (std::size_t i = 0; i < articles.size() && out.size() < limit; ++i) {
        // The article's passages, the best first; of equal ones the one that stands earlier.
        std::vector<std::size_t> own;
        for (std::size_t c = 0; c < lexical.size(); ++c) {
            if (evidence.candidates[c].passage.article_id == articles[i].article_id) own.push_back(c);
        }
        std::ranges::sort(own, [&](std::size_t a, std::size_t b) {
            if (lexical[a] != lexical[b]) return lexical[a] > lexical[b];
            return evidence.candidates[a].ordinal < evidence.candidates[b].ordinal;
        });
        const auto keep = [&](std::size_t candidate) {
            out.push_back(evidence.candidates[candidate].passage);
            // In thousandths: those come back from JSON exactly as they went, which the log insists on.
            out.back().score = std::round(scores[i] * 1000) / 1000;
        };
        // An answer begins with the lead and goes on with the detail, so the best article gives both when
        // they differ.
        const auto lead =
            std::ranges::find_if(own, [&](std::size_t c) { return evidence.candidates[c].ordinal == 0; });
        if (i > 0 || lead == own.end() || lead == own.begin()) {
            keep(own.front());
            continue;
        }
        keep(*lead);
        const bool tells_more = lexical[own.front()] >= lexical[*lead] + telling_difference;
        if (tells_more && out.size() < limit) keep(own.front());
    }
    return out;
}

} // namespace tandem::bot
