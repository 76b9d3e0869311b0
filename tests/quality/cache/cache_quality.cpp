#include "backend/bot/answers/answer_cache.hpp"
#include "tests/quality/bot/data.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

// How often the answer cache gives one question the answer to another, and how often that is wrong.
//
// cache_quality [--show]
//
// Real questions, each with the article or intent that answers it, are asked one after the other in a
// shuffled order: a hit is wrong when the stored question has another label. Every question is told to have
// found the same article, which retrieval makes easier. Labels are noisy: of 32 hits that are wrong by
// label in these sets, most are the same question with two labels, some even letter by letter (`--show`).
// Then our own pairs: those that must not share an answer fail the test when they do.

using namespace tandem;
using namespace tandem::bot;

namespace {

struct Asked
{
    std::string text;
    std::string label;
};

CachePlace place_of(const std::string& text, const std::string& article)
{
    CachePlace place;
    place.key = question_key(text, "en");
    place.scope = "v1";
    place.article = article;
    return place;
}

CachedAnswer answer_of(const std::string& label)
{
    CachedAnswer answer;
    answer.text = label;
    return answer;
}

std::vector<Asked> read_questions(const std::string& path)
{
    std::vector<Asked> out;
    for (const auto& row : quality::read_tsv(path)) {
        const bool finds = row.contains("query"); // or an intent
        out.push_back({row.at(finds ? "query" : "text"), row.at(finds ? "doc_id" : "label")});
    }
    std::mt19937 random(1); // NOLINT(cert-msc51-cpp): the same order each time
    std::ranges::shuffle(out, random);
    return out;
}

struct Rates
{
    std::size_t asked = 0;
    std::size_t equal = 0;
    std::size_t similar = 0;
    std::size_t wrong = 0;
};

Rates replay(const std::vector<Asked>& questions, bool show)
{
    AnswerCache cache({.entries = 100'000});
    Rates rates;
    for (const Asked& question : questions) {
        ++rates.asked;
        const auto place = place_of(question.text, "any");
        const auto found = cache.find(place, {});
        if (found.match == AnswerCache::Match::none) {
            cache.store(place, answer_of(question.label + "\n" + question.text), {});
            continue;
        }
        ++(found.match == AnswerCache::Match::equal ? rates.equal : rates.similar);
        const auto label = found.answer.text.substr(0, found.answer.text.find('\n'));
        if (label == question.label) continue;
        ++rates.wrong;
        if (show) {
            std::printf(
                "  wrong: %s\n    from: %s\n",
                question.text.c_str(),
                found.answer.text.substr(found.answer.text.find('\n') + 1).c_str()
            );
        }
    }
    return rates;
}

void print(const std::string& name, const Rates& rates)
{
    const auto hits = rates.equal + rates.similar;
    const auto share = [](std::size_t part, std::size_t of) {
        return of == 0 ? 0.0 : 100.0 * double(part) / double(of);
    };
    std::printf(
        "%-18s %5zu asked, %3zu equal, %4zu in other words: hits %.2f %%; wrong by label %zu: %.2f %% of "
        "hits, %.3f %% "
        "of questions\n",
        name.c_str(),
        rates.asked,
        rates.equal,
        rates.similar,
        share(hits, rates.asked),
        rates.wrong,
        share(rates.wrong, hits),
        share(rates.wrong, rates.asked)
    );
}

struct Pair
{
    const char* a;
    const char* b;
    bool same;
};
constexpr Pair pairs[] = {
    {"Is the warranty 12 months?", "Is the warranty 24 months?", false},
    {"How do I enable two-factor authentication?", "How do I disable two-factor authentication?", false},
    {"Can I return an opened item?", "Can I return an unopened item?", false},
    {"What is the refund window in the EU?", "What is the refund window in the US?", false},
    {"Where is order 1234?", "Where is order 9876?", false},
    {"How do I cancel my subscription?", "How do I renew my subscription?", false},
    {"Do you deliver to Norway?", "Do you deliver to Germany?", false},
    {"Can I pay before delivery?", "Can I pay after delivery?", false},
    {"Why was my card declined?", "Why was my card not declined?", false},
    {"How much is shipping to Austria?", "How long is shipping to Austria?", false},
    {"How do I transfer from EUR to USD?", "How do I transfer from USD to EUR?", false},
    {"Can I change my address?", "Can I change my email address?", false},
    {"When do I get my refund by card?", "When do I get my refund by bank transfer?", false},
    {"Is the Halo pendant dimmable?", "Is the Arc floor lamp dimmable?", false},
    {"Are you open on Monday?", "Are you open on Sunday?", false},
    {"Is the lamp 40 cm wide?", "Is the lamp 60 cm wide?", false},
    {"Can I return without the box?", "Can I return with the box?", false},
    {"Who pays the return label?", "Who pays the customs label?", false},
    {"How do I reset my password?", "how do i reset my password please", true},
    {"How do I reset my password?", "Hello, how can I reset my password?!", true},
    {"What are your opening hours?", "what are your opening hours", true},
    {"Can I return a lamp?", "Can I return lamps?", true},
    {"Do you ship to Norway?", "do you ship to norway??", true},
};

} // namespace

int main(int argc, char** argv)
{
    const bool show = argc > 1 && std::string(argv[1]) == "--show";
    bool fine = true;
    for (const Pair& pair : pairs) {
        AnswerCache cache({});
        cache.store(place_of(pair.a, "any"), answer_of("a"), {});
        const bool hit = cache.find(place_of(pair.b, "any"), {}).match != AnswerCache::Match::none;
        if (hit == pair.same) continue;
        std::printf("%s: \"%s\" and \"%s\"\n", hit ? "WRONG HIT" : "missed", pair.a, pair.b);
        fine &= !hit;
    }

    const std::map<std::string, std::string> sets{
        {"bank77", "faq/bank77/queries_dev.tsv"},
        {"banking77, train", "intents/banking77/train.tsv"},
        {"covid", "faq/covid/queries_dev.tsv"},
        {"stackfaq", "faq/stackfaq/queries_dev.tsv"},
    };
    Rates all;
    for (const auto& [name, file] : sets) {
        const auto questions = read_questions(file);
        if (questions.empty()) continue;
        const auto rates = replay(questions, show);
        print(name, rates);
        all.asked += rates.asked;
        all.equal += rates.equal;
        all.similar += rates.similar;
        all.wrong += rates.wrong;
    }
    if (all.asked > 0) print("all", all);
    if (all.asked == 0) std::printf("SKIPPED: everything but our own pairs, for lack of ../shared/data\n");
    return fine ? 0 : 1;
}
