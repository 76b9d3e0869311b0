#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tandem::bot {

// A stem that may stand for a word of the question, and how much it counts (1: the word itself).
struct Variant
{
    std::string stem;
    double weight = 1;
};

// A word of a question: what to look for, and how much it says.
struct QueryTerm
{
    std::string word;
    std::vector<Variant> variants; // empty when nothing in the index is like it
    double weight = 0;             // inverse document frequency
};

// Every word of the index with the number of articles that hold it. Immutable once built, so threads may
// share it.
class Vocabulary
{
public:
    struct Entry
    {
        std::string word; // normalised
        std::string stem;
        std::uint32_t articles = 0; // that hold the stem
    };

    Vocabulary() = default;
    Vocabulary(std::vector<Entry> entries, std::size_t articles);

    [[nodiscard]] std::size_t articles() const { return articles_; }

    // ln(1 + (N − n + 0.5) / (n + 0.5)); the largest value for unknown stems.
    [[nodiscard]] double idf(std::string_view stem) const;

    // The question as terms: stop words left out, each remaining word with its stems, near synonyms, and,
    // when the index does not know it, words within one or two typing errors, longer words that begin with
    // it, and the parts of a compound. A word occurs once. At most 40 terms.
    [[nodiscard]] std::vector<QueryTerm> analyse(std::string_view question) const;

private:
    [[nodiscard]] std::vector<Variant> similar(std::string_view word) const;

    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::uint32_t> articles_by_stem_;
    std::size_t articles_ = 0;
};

// Typing errors between two words: insertions, deletions, replacements and swaps of neighbours; `limit` + 1
// when there are more than `limit`.
[[nodiscard]] std::size_t typing_errors(std::string_view a, std::string_view b, std::size_t limit);

} // namespace tandem::bot
