#pragma once

#include "backend/bot/answers/question_key.hpp"
#include "backend/bot/models/language_model.hpp"
#include "shared/base/time.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tandem::bot {

struct AnswerCacheSettings
{
    std::size_t entries = 10'000; // the longest unused goes first
    Millis keep{std::chrono::hours(24)};
    bool paraphrases = true; // the same question in other words may share an answer
};

// A question in the place where its answer holds.
struct CachePlace
{
    QuestionKey key;
    std::string scope;   // knowledge version, prompt, model, language, audience
    std::string article; // the best passage's: two questions that find different ones differ
};

struct CachedAnswer
{
    std::string text;
    AnswerResult result;
};

struct AnswerCacheStats
{
    std::uint64_t asked = 0; // questions that an answer of others would do for
    std::uint64_t hits_equal = 0;
    std::uint64_t hits_similar = 0;
    std::uint64_t joined = 0; // that waited for the answer to the same question
    std::uint64_t saved_tokens = 0;
};

// Answers to questions that depend on nothing but themselves. A changed scope makes an entry unreachable;
// nothing is invalidated by guesswork. Another wording gets an answer only when the best passage is of the
// same article and the two say the same (question_key.hpp). Likeness of embeddings is no ground to share:
// questions that differ in one number, name or direction are more alike than paraphrases are. Pure.
class AnswerCache
{
public:
    explicit AnswerCache(AnswerCacheSettings settings) : settings_(settings) {}

    enum class Match { none, equal, similar };
    struct Found
    {
        Match match = Match::none;
        CachedAnswer answer;
    };
    [[nodiscard]] Found find(const CachePlace& place, SteadyTime now);

    void store(CachePlace place, CachedAnswer answer, SteadyTime now);

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Entry
    {
        CachePlace place;
        CachedAnswer answer;
        SteadyTime until;
    };
    using Entries = std::list<Entry>; // the latest used first

    [[nodiscard]] static std::string exact_key(const CachePlace& place);
    [[nodiscard]] static std::string content_key(const CachePlace& place);
    [[nodiscard]] static std::string group_key(const CachePlace& place);
    Found use(Entries::iterator entry, Match match);
    void drop(Entries::iterator entry);

    AnswerCacheSettings settings_;
    Entries entries_;
    std::map<std::string, Entries::iterator> by_exact_;
    std::map<std::string, Entries::iterator> by_content_;
    std::map<std::string, std::vector<Entries::iterator>> by_group_; // of one scope and article
};

} // namespace tandem::bot
