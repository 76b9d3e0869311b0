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
    double score =
        0; // 0 to 1; comparable between queries; above `confident` of the settings it may be quoted
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

// What the bot knows. Callable from the loop; the work is done elsewhere and the call resumes on the
// caller's executor.
class KnowledgeIndex
{
public:
    virtual ~KnowledgeIndex() = default;

    // The best passages, best first, at most one per article unless an article clearly dominates. Public
    // and currently valid ones only. `language` prefers articles of that language and falls back to all.
    [[nodiscard]] virtual Task<Result<std::vector<Passage>>>
    search(std::string query, std::string language, std::size_t limit) = 0;

    // Changes with every import; part of every cache key.
    [[nodiscard]] virtual std::string version() const = 0;
    [[nodiscard]] virtual std::size_t article_count() const = 0;
};

} // namespace tandem::bot
