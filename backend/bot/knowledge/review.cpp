#include "backend/bot/knowledge/review.hpp"

#include "backend/bot/knowledge/terms.hpp"
#include "backend/bot/models/sentences.hpp"
#include "shared/text/markdown.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <tuple>

namespace tandem::bot {
namespace {

constexpr double same_enough = 0.6;     // Jaccard similarity of two sentences' words without numbers
constexpr std::size_t fewest_words = 4; // shorter sentences are alike by chance
constexpr std::size_t most_compared = 200;

std::string a_year_before(const std::string& date)
{
    return std::to_string(std::stoi(date.substr(0, 4)) - 1) + date.substr(4);
}

struct Sentence
{
    std::size_t article = 0;
    std::string text;
    std::set<std::string> words;
    std::map<std::string, std::set<std::string>> amounts; // numbers by their unit
};

bool is_number(const std::string& word) { return word.front() >= '0' && word.front() <= '9'; }

// Stems in order become words and amounts: a number's unit is the stem behind it. A number without one says
// nothing that could be compared.
void sort_out(const std::vector<std::string>& stemmed, Sentence& sentence)
{
    for (std::size_t i = 0; i < stemmed.size(); ++i) {
        if (!is_number(stemmed[i])) {
            sentence.words.insert(stemmed[i]);
        } else if (i + 1 < stemmed.size() && !is_number(stemmed[i + 1])) {
            sentence.amounts[stemmed[i + 1]].insert(stemmed[i]);
        }
    }
}

// Rows of tables are left out: what they speak of stands above them.
std::vector<Sentence> sentences_with_amounts(const std::vector<Article>& articles)
{
    std::vector<Sentence> out;
    for (std::size_t i = 0; i < articles.size(); ++i) {
        for (const auto& quote : quotes(articles[i].body)) {
            if (quote.kind == Quote::Kind::table_row) continue;
            Sentence sentence{i, text::plain_text(quote.text), {}, {}};
            sort_out(stems(sentence.text, articles[i].locale), sentence);
            if (sentence.words.size() >= fewest_words && !sentence.amounts.empty())
                out.push_back(std::move(sentence));
        }
    }
    return out;
}

double likeness(const std::set<std::string>& a, const std::set<std::string>& b)
{
    std::vector<std::string> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return static_cast<double>(both.size()) / static_cast<double>(a.size() + b.size() - both.size());
}

// An amount of the same unit in both, and no number in common.
bool differ(const Sentence& a, const Sentence& b)
{
    return std::ranges::any_of(a.amounts, [&](const auto& amount) {
        const auto other = b.amounts.find(amount.first);
        if (other == b.amounts.end()) return false;
        return std::ranges::none_of(amount.second, [&](const auto& n) {
            return other->second.contains(n);
        });
    });
}

void find_contradictions(const std::vector<Article>& articles, std::vector<Finding>& out)
{
    const auto all = sentences_with_amounts(articles);
    std::map<std::string, std::vector<std::size_t>> by_word;
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const auto& word : all[i].words)
            by_word[word].push_back(i);
    }
    std::set<std::pair<std::size_t, std::size_t>> told;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& a = all[i];
        // Two sentences that share most of their words share one of the rarest of either.
        std::vector<const std::vector<std::size_t>*> lists;
        for (const auto& word : a.words)
            lists.push_back(&by_word.at(word));
        std::ranges::sort(lists, {}, [](const auto* list) { return list->size(); });
        lists.resize(lists.size() / 2 + 1);
        for (const auto* list : lists) {
            for (const auto j : *list | std::views::take(most_compared)) {
                const auto& b = all[j];
                if (j <= i || a.article == b.article ||
                    articles[a.article].locale != articles[b.article].locale)
                    continue;
                if (!differ(a, b) || likeness(a.words, b.words) < same_enough) continue;
                if (!told.emplace(a.article, b.article).second) continue;
                const auto& other = articles[b.article].id;
                out.push_back(
                    {Finding::Kind::contradiction,
                     articles[a.article].id,
                     other,
                     "may contradict " + other + ": \"" + a.text + "\" and \"" + b.text + "\""}
                );
            }
        }
    }
}

void find_doubles(const std::vector<Article>& articles, std::vector<Finding>& out)
{
    std::map<std::pair<std::string, std::vector<std::string>>, const Article*> asked;
    for (const auto& article : articles) {
        std::set<std::string> told;
        std::vector<std::string> questions{article.title};
        questions.insert(questions.end(), article.examples.begin(), article.examples.end());
        for (const auto& question : questions) {
            auto asking = words(question);
            if (asking.empty()) continue;
            const auto [at, fresh] = asked.emplace(std::pair(article.locale, std::move(asking)), &article);
            const auto& other = at->second->id;
            if (fresh || other == article.id || !told.insert(other).second) continue;
            out.push_back(
                {Finding::Kind::doubled,
                 article.id,
                 other,
                 "asks the same as " + other + ": \"" + question + "\""}
            );
        }
    }
}

} // namespace

std::vector<Finding> review(const std::vector<Article>& articles, const std::string& today)
{
    std::vector<Finding> out;
    const auto old = a_year_before(today);
    for (const auto& article : articles) {
        if (!article.valid_until.empty() && article.valid_until < today) {
            out.push_back(
                {Finding::Kind::expired,
                 article.id,
                 {},
                 "is not shown any more since " + article.valid_until}
            );
        } else if (!article.updated.empty() && article.updated < old) {
            out.push_back({Finding::Kind::stale, article.id, {}, "was last updated on " + article.updated});
        }
    }
    find_doubles(articles, out);
    find_contradictions(articles, out);
    std::ranges::sort(out, {}, [](const Finding& f) { return std::tie(f.article, f.kind, f.other); });
    return out;
}

} // namespace tandem::bot
