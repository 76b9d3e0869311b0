#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <span>
#include <vector>

namespace tandem::bot {

// The passages of the articles that an answer may rest on: those of the best article when it is likely
// enough to be the answer, and of the second best beside it when that may be it as well, or when only both
// together are likely enough. None when they are not. An article that ends with a person never stands
// beside another. Pure.
struct Answering
{
    std::vector<Passage> best;
    std::vector<Passage> second;
};
[[nodiscard]] Answering answer_with(std::span<const Passage> passages, double confident);

// What a customer who got no answer may have meant: the titles of the best passages' articles, at most
// three, best first. None when nothing found comes near the question, or when there is no telling which of
// many it is. Pure.
[[nodiscard]] std::vector<protocol::Choice> choices_from(std::span<const Passage> passages);

} // namespace tandem::bot
