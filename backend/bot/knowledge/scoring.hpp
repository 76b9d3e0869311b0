#pragma once

#include "backend/bot/knowledge/vocabulary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// A passage as stems separated by spaces; examples are separated by "|".
struct PassageStems
{
    std::string title;
    std::string heading;
    std::string examples;
    std::string lead; // the article's first passage
    std::string body; // this passage, empty when it is the lead
};

// How well a passage answers a question, 0 to 1, comparable between questions. Two looks at it, each
// weighted by how much a word says: how much of the question the passage covers, where a word counts more
// the more often the title, the examples and the lead hold it; and how alike the question is to the title
// or to one of the examples. A word that nothing in the index is like lowers both, so a question about
// something else stays low even when it shares a common word.
[[nodiscard]] double score_passage(
    const std::vector<QueryTerm>& question, const PassageStems& passage, const Vocabulary& vocabulary
);

} // namespace tandem::bot
