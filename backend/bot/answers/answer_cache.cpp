#include "backend/bot/answers/answer_cache.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

constexpr char between = '\x1F';
constexpr std::size_t most_in_group = 200; // questions of one article that are compared

std::string guards(const QuestionKey& key)
{
    std::string out;
    for (const auto& one : key.guarded)
        out += one + between;
    return out;
}

} // namespace

std::string AnswerCache::exact_key(const CachePlace& place)
{
    return place.scope + between + place.key.exact;
}

std::string AnswerCache::content_key(const CachePlace& place)
{
    return place.scope + between + place.article + between + guards(place.key) + between +
           place.key.content;
}

std::string AnswerCache::group_key(const CachePlace& place)
{
    return place.scope + between + place.article + between + guards(place.key);
}

AnswerCache::Found AnswerCache::find(const CachePlace& place, SteadyTime now)
{
    if (place.key.content.empty()) return {}; // it says nothing
    if (const auto found = by_exact_.find(exact_key(place)); found != by_exact_.end()) {
        if (found->second->until > now) return use(found->second, Match::equal);
        drop(found->second);
    }
    if (!settings_.paraphrases || place.article.empty()) return {};
    if (const auto found = by_content_.find(content_key(place)); found != by_content_.end()) {
        if (found->second->until > now) return use(found->second, Match::similar);
        drop(found->second);
    }
    const auto group = by_group_.find(group_key(place));
    if (group == by_group_.end()) return {};
    const auto best = std::ranges::find_if(group->second, [&](const auto& entry) {
        return entry->until > now && says_the_same_otherwise(entry->place.key, place.key);
    });
    return best == group->second.end() ? Found{} : use(*best, Match::similar);
}

AnswerCache::Found AnswerCache::use(Entries::iterator entry, Match match)
{
    entries_.splice(entries_.begin(), entries_, entry);
    return {match, entry->answer};
}

void AnswerCache::store(CachePlace place, CachedAnswer answer, SteadyTime now)
{
    if (place.key.content.empty() || settings_.entries == 0) return;
    const auto exact = exact_key(place);
    if (const auto known = by_exact_.find(exact); known != by_exact_.end()) drop(known->second);
    while (entries_.size() >= settings_.entries && !entries_.empty())
        drop(std::prev(entries_.end()));
    entries_.push_front({std::move(place), std::move(answer), now + settings_.keep});
    const auto entry = entries_.begin();
    by_exact_[exact] = entry;
    by_content_[content_key(entry->place)] = entry;
    auto& group = by_group_[group_key(entry->place)];
    if (group.size() < most_in_group) group.push_back(entry);
}

void AnswerCache::drop(Entries::iterator entry)
{
    by_exact_.erase(exact_key(entry->place));
    // A later question with the same content may have its place.
    const auto content = by_content_.find(content_key(entry->place));
    if (content != by_content_.end() && content->second == entry) by_content_.erase(content);
    const auto group = by_group_.find(group_key(entry->place));
    std::erase(group->second, entry);
    if (group->second.empty()) by_group_.erase(group);
    entries_.erase(entry);
}

} // namespace tandem::bot
