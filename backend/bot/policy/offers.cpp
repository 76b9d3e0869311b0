#include "backend/bot/policy/offers.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

constexpr std::size_t most_choices = 3;
constexpr double worth_offering = 0.05; // of the best one: chosen on the development conversations
constexpr double worth_beside = 0.005;  // of those beside it

constexpr double likely_beside = 0.04; // of a second article beside a sure first one
constexpr double leading = 0.3;        // of the first where only both together are likely enough

} // namespace

Answering answer_with(std::span<const Passage> passages, double confident)
{
    Answering out;
    if (passages.empty()) return out;
    const auto& first = passages.front();
    const auto of_first = [&](const Passage& passage) { return passage.article_id == first.article_id; };
    const auto second = std::ranges::find_if_not(passages, of_first);
    const bool alone = first.score >= confident;
    bool beside = second != passages.end() && !first.handoff && !second->handoff;
    if (alone)
        beside = beside && second->score >= likely_beside;
    else
        beside = beside && first.score >= leading && first.score + second->score >= confident;
    if (!alone && !beside) return out;
    std::ranges::copy_if(passages, std::back_inserter(out.best), of_first);
    if (beside) out.second.push_back(*second);
    return out;
}

std::vector<protocol::Choice> choices_from(std::span<const Passage> passages)
{
    std::vector<protocol::Choice> out;
    if (passages.empty() || passages.front().score < worth_offering) return out;
    for (const auto& passage : passages) {
        if (out.size() == most_choices || passage.score < worth_beside) break;
        const auto same = [&](const protocol::Choice& choice) {
            return choice.article_id == passage.article_id || choice.text == passage.title;
        };
        if (std::ranges::none_of(out, same)) out.push_back({passage.title, passage.article_id});
    }
    return out;
}

} // namespace tandem::bot
