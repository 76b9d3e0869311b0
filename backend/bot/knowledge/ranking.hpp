#pragma once

#include "backend/bot/knowledge/knowledge_store.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// The question as a whole, and each of its sentences and clauses when there are several: a long story holds
// one question. At most 8.
[[nodiscard]] std::vector<std::string> search_parts(std::string_view question);

// Scores candidates against all parts and keeps the best passages, best first: one per article, and of the
// best article its lead and then the passage that fits better than the lead, if there is one. Articles of
// another language than `language` count a little less; an empty language prefers none.
[[nodiscard]] std::vector<Passage> rank(
    std::vector<Candidate> candidates,
    const std::vector<std::vector<QueryTerm>>& parts,
    const Vocabulary& vocabulary,
    std::string_view language,
    std::size_t limit
);

} // namespace tandem::bot
