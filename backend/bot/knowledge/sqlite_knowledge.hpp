#pragma once

#include "backend/bot/knowledge/import/article_source.hpp"
#include "backend/bot/knowledge/knowledge_index.hpp"
#include "backend/bot/understanding/intents/examples.hpp"
#include "shared/base/time.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tandem::bot {

struct KnowledgeSettings
{
    std::filesystem::path file; // knowledge.sqlite in the data folder; created when absent
    std::size_t threads = 2;    // searches at a time
};

struct ImportReport
{
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t removed = 0;
    std::size_t unchanged = 0;
    std::vector<std::string> skipped; // files without a text of their own, with the reason
    std::vector<ArticleError> errors; // when there is one, nothing was imported
};

// The knowledge index on SQLite's FTS5, in a file of its own. Stems of articles are indexed per passage
// (title, heading, examples, body); FTS5 finds the candidates, score_passage orders them.
//
// search and version may be called from the loop; import and list block and are for the command line and
// for start-up, or through offload. An import by another process is noticed by the next search.
// Thread-safe.
class SqliteKnowledge : public KnowledgeIndex
{
public:
    // Makes the index equal to what the files and folders hold (see import/article_source.hpp for the
    // kinds), in one transaction: searches see the old articles or the new ones. With an error in any file
    // nothing changes. `examples` of intents that are named like an article help to find it. Errors:
    // not_found (no such file or folder), too_large, unavailable (the database).
    [[nodiscard]] virtual Result<ImportReport> import_from(
        const std::vector<std::filesystem::path>& sources,
        const ArticleDefaults& defaults,
        std::span<const IntentExample> examples = {}
    ) = 0;

    // All articles by id, bodies included.
    [[nodiscard]] virtual Result<std::vector<Article>> list() = 0;
};

// Throws std::runtime_error when the file cannot be opened. `clock` says which articles are still valid.
[[nodiscard]] std::unique_ptr<SqliteKnowledge>
create_sqlite_knowledge(KnowledgeSettings settings, const Clock& clock);

} // namespace tandem::bot
