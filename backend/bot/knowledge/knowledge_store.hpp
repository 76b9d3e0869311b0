#pragma once

#include "backend/bot/embedding/embedder.hpp"
#include "backend/bot/knowledge/article_likeness.hpp"
#include "backend/bot/knowledge/article_parser.hpp"
#include "backend/bot/knowledge/scoring.hpp"
#include "backend/bot/knowledge/vocabulary.hpp"

#include <SQLiteCpp/Database.h>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tandem::bot {

// A passage as the full-text index found it, not yet scored.
struct Candidate
{
    Passage passage;
    int ordinal = 0; // position within its article, 0 is the lead
    PassageStems stems;
};

// One connection to knowledge.sqlite and the SQL of it. Blocking; one thread at a time. Throws
// SQLite::Exception.
class KnowledgeStore
{
public:
    // The embedder outlives the store.
    explicit KnowledgeStore(
        const std::filesystem::path& file, const Embedder& embedder = english_embedder()
    );

    // Content hash by article id.
    [[nodiscard]] std::map<std::string, std::string> hashes();

    // Makes the tables equal to `articles`, in one transaction. What texts mean is worked out before it, a
    // few milliseconds each, for those that were not there before.
    void replace_all(const std::vector<Article>& articles, const std::string& version);

    [[nodiscard]] std::vector<Article> articles();
    [[nodiscard]] std::string version();
    [[nodiscard]] std::shared_ptr<const Vocabulary> load_vocabulary();

    // Of all public articles, whether valid today or not.
    [[nodiscard]] std::shared_ptr<const ArticleLikeness> load_likeness();

    // Changes when another connection has committed.
    [[nodiscard]] std::int64_t data_version();

    // Public passages valid on `today` (2026-11-30) that hold any of the stems, best by BM25 first.
    [[nodiscard]] std::vector<Candidate>
    find(const std::vector<QueryTerm>& question, const std::string& today, std::size_t limit);

    // All passages of a public article valid on `today`, in their order.
    [[nodiscard]] std::vector<Candidate> find_article(const std::string& id, const std::string& today);

    // To be called when `data_version` has changed: what was found before may say something else by now.
    void forget() { passages_.clear(); }

private:
    using Meanings = std::map<std::string, std::string>; // bytes of embeddings by hash of the text
    [[nodiscard]] Meanings meanings_of(const std::vector<Article>& articles);

    struct Known
    {
        Candidate candidate;
        std::string valid_until;
    };

    // Until the next call.
    const Known& passage(std::int64_t id);

    SQLite::Database db_;
    const Embedder& embedder_;
    std::unordered_map<std::int64_t, Known> passages_; // those that were found, by rowid
};

// Hash of everything an article says.
[[nodiscard]] std::string content_hash(const Article& article);

} // namespace tandem::bot
