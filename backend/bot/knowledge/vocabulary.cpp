#include "backend/bot/knowledge/vocabulary.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace tandem::bot {
namespace {

constexpr std::size_t max_terms = 40;
constexpr std::size_t max_similar = 4;
constexpr double unknown_factor =
    1.25; // a word the index has nothing like is the best sign of another subject

// How many typing errors a word of this length may hold and still be recognised.
std::size_t allowed_errors(std::size_t length) { return length >= 8 ? 2 : (length >= 4 ? 1 : 0); }

void add_variant(std::vector<Variant>& variants, std::string stemmed, double weight)
{
    for (auto& variant : variants) {
        if (variant.stem == stemmed) {
            variant.weight = std::max(variant.weight, weight);
            return;
        }
    }
    variants.push_back({std::move(stemmed), weight});
}

} // namespace

std::size_t typing_errors(std::string_view a, std::string_view b, std::size_t limit)
{
    const std::size_t n = a.size();
    const std::size_t m = b.size();
    if ((n > m ? n - m : m - n) > limit) return limit + 1;
    std::vector<std::size_t> before(m + 1);
    std::vector<std::size_t> last(m + 1);
    std::vector<std::size_t> row(m + 1);
    for (std::size_t j = 0; j <= m; ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= n; ++i) {
        row[0] = i;
        std::size_t best = i;
        for (std::size_t j = 1; j <= m; ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before[j - 2] + 1);
            }
            best = std::min(best, row[j]);
        }
        if (best > limit) return limit + 1;
        std::swap(before, last);
        std::swap(last, row);
    }
    return std::min(last[m], limit + 1);
}

Vocabulary::Vocabulary(std::vector<Entry> entries, std::size_t articles)
    : entries_(std::move(entries)),
      articles_(articles)
{
    for (const auto& entry : entries_) {
        auto& count = articles_by_stem_[entry.stem];
        count = std::max(count, entry.articles);
    }
}

double Vocabulary::idf(std::string_view stemmed) const
{
    const auto found = articles_by_stem_.find(std::string(stemmed));
    const double n = found == articles_by_stem_.end() ? 0 : found->second;
    const auto all = static_cast<double>(std::max<std::size_t>(articles_, 1));
    return std::log(1 + (std::max(all - n, 0.0) + 0.5) / (n + 0.5));
}

std::vector<Variant> Vocabulary::similar(std::string_view word) const
{
    std::vector<Variant> found;
    const std::size_t allowed = allowed_errors(word.size());
    for (const auto& entry : entries_) {
        const std::string_view other = entry.word;
        if (word.size() >= 5 && other.size() > word.size() && other.starts_with(word)) {
            add_variant(found, entry.stem, 0.7);
        } else if (other.size() >= 5 && word.size() > other.size() && word.starts_with(other)) {
            add_variant(found, entry.stem, 0.65); // the head of a compound
        } else if (other.size() >= 6 && word.size() >= other.size() + 4 && word.ends_with(other)) {
            add_variant(found, entry.stem, 0.65); // its tail
        } else if (allowed > 0 && other.size() >= 4) {
            const std::size_t errors = typing_errors(word, other, allowed);
            // A first letter that differs is another word (weather, leather), unless it only changed
            // places.
            const bool swapped = word[0] == other[1] && word[1] == other[0];
            if (errors > allowed || (word[0] != other[0] && !swapped)) continue;
            add_variant(found, entry.stem, errors == 1 ? 0.85 : 0.7);
        }
    }
    std::ranges::sort(found, [](const Variant& a, const Variant& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.stem < b.stem;
    });
    if (found.size() > max_similar) found.resize(max_similar);
    return found;
}

std::vector<QueryTerm> Vocabulary::analyse(std::string_view question) const
{
    std::vector<QueryTerm> terms;
    std::set<std::string, std::less<>> seen;
    const auto knows = [this](const std::string& stemmed) { return articles_by_stem_.contains(stemmed); };
    for (const auto& word : words(question)) {
        if (is_stop_word(word) || !seen.insert(stem(word, "en")).second) continue;
        QueryTerm term;
        term.word = word;
        // The question's language is a guess at best, so a word is looked up by its stem in either.
        for (const std::string_view locale : {"en", "de"}) {
            auto stemmed = stem(word, locale);
            for (auto& other : synonyms(stemmed)) {
                if (knows(other)) add_variant(term.variants, std::move(other), 0.75);
            }
            if (knows(stemmed)) add_variant(term.variants, std::move(stemmed), 1);
        }
        const bool known =
            std::ranges::any_of(term.variants, [](const Variant& v) { return v.weight == 1; });
        if (!known && term.variants.empty()) term.variants = similar(word);
        if (known) {
            for (const auto& variant : term.variants) {
                if (variant.weight == 1) term.weight = std::max(term.weight, idf(variant.stem));
            }
        } else if (!term.variants.empty()) {
            const auto best = std::ranges::max_element(term.variants, {}, &Variant::weight);
            term.weight = idf(best->stem);
        } else {
            term.weight = unknown_factor * idf({});
        }
        terms.push_back(std::move(term));
        if (terms.size() == max_terms) break;
    }
    return terms;
}

} // namespace tandem::bot
