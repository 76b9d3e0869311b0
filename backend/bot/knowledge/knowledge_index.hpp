#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/result.hpp"

#include <string>
#include <vector>

namespace tandem::bot {

// A piece of an article, as large as an answer.
struct Passage
{
    std::string article_id;
    std::string title;
    std::string heading; // nearest heading above it, may be empty
    std::string text;    // Markdown
    std::string topic;
    std::string locale;
    bool handoff = false; // the article's subject always ends with a person
    double score = 0;     // 0 to 1: how likely the article answers the question
};

struct Article
{
    std::string id;
    std::string title;
    std::string topic;
    std::string locale;
    std::string visibility;
    std::string updated;
    std::string valid_until; // empty: for ever
    bool handoff = false;
    std::vector<std::string> examples; // how customers ask this
    std::string body;                  // Markdown
};

// What else is known about which article is meant, e.g. by what the question's intent was learnt from.
struct ArticleHint
{
    std::string article_id; // underscores may stand for its hyphens
    double confidence = 0;  // 0 to 1
};

struct SearchRequest
{
    std::string query;
    std::string language; // of the query, BCP 47; empty when unknown
    std::size_t limit = 6;
    std::vector<ArticleHint> hints = {}; // best first; of articles there are not, nothing comes
};

// What the bot knows. Callable from the loop; the work is done elsewhere and the call resumes on the
// caller's executor.
class KnowledgeIndex
{
public:
    virtual ~KnowledgeIndex() = default;

    // The best passages, best first, at most one per article unless an article clearly dominates. Public
    // and currently valid ones only. Articles in the query's language are preferred, others follow. The
    // scores of all articles there are, added up, are at most 1.
    [[nodiscard]] virtual Task<Result<std::vector<Passage>>> search(SearchRequest request) = 0;

    // Changes with every import; part of every cache key.
    [[nodiscard]] virtual std::string version() const = 0;
    [[nodiscard]] virtual std::size_t article_count() const = 0;
};

} // namespace tandem::bot
