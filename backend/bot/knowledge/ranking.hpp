#pragma once

#include "backend/bot/knowledge/knowledge_store.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// The question as a whole, and each of its sentences and clauses when there are several: a long story holds
// one question. At most 8.
[[nodiscard]] std::vector<std::string> search_parts(std::string_view question);

// All that is known about which article answers a question.
struct Evidence
{
    std::string question;
    std::vector<Candidate> candidates;
    std::vector<std::vector<QueryTerm>> parts; // of search_parts, the whole question first
    std::map<std::string, Likeness> likeness;  // by article
    bool meant = false;                        // the question's meaning is known and part of the likeness
    std::vector<ArticleHint> hints;
    std::string language;
};

// How well an article fits, from its best passage, the whole of it, and the hints.
struct ArticleFit
{
    std::string article_id;
    double lexical = 0; // score_passage of its best passage
    Likeness likeness;  // with words standing in for meaning where no meaning is known
    double hint = 0;    // confidence
    double fit = 0;     // logarithm of how much speaks for it, comparable within one question
};

// Every candidate's article, best first.
[[nodiscard]] std::vector<ArticleFit> fit_articles(const Evidence& evidence, const Vocabulary& vocabulary);

// How likely each of the articles answers the question, in their order: the share that it has among them,
// lowered when the best of them does not look like an answer at all. Added up at most 1. `words` is how
// long the question is: where hints are the most that is known, a short one is taken for too much too
// easily.
[[nodiscard]] std::vector<double> confidences(const std::vector<ArticleFit>& articles, std::size_t words);

// Scores candidates and keeps the best passages, best first: one per article, and of the best article its
// lead and then the passage that fits better than the lead, if there is one. Articles of another language
// than the question's fit a little less; an empty language prefers none. An article's own title finds that
// article: it is what a customer sends who chose it from a list.
[[nodiscard]] std::vector<Passage> rank(Evidence evidence, const Vocabulary& vocabulary, std::size_t limit);

} // namespace tandem::bot
