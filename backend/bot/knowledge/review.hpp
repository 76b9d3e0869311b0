#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"

#include <string>
#include <vector>

namespace tandem::bot {

// Something an editor should look at.
struct Finding
{
    enum class Kind { expired, stale, doubled, contradiction };
    Kind kind = Kind::stale;
    std::string article; // its id
    std::string other;   // for doubled and contradiction: the id of the other one
    std::string what;    // a sentence
    friend bool operator==(const Finding&, const Finding&) = default;
};

// Reads all articles against each other. Expired: `valid_until` is before `today` (2026-11-30). Stale: not
// updated for a year. Doubled: two articles of one language ask the same thing. Contradiction: two
// sentences of different articles say nearly the same with different numbers, such as "within 14 days" and
// "within 30 days". In the order of the articles. Pure; nearly linear, because sentences are compared by
// their rarest word.
[[nodiscard]] std::vector<Finding> review(const std::vector<Article>& articles, const std::string& today);

} // namespace tandem::bot
