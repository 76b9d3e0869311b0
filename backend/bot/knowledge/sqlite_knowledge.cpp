#include "backend/bot/knowledge/sqlite_knowledge.hpp"

#include "backend/bot/knowledge/article_examples.hpp"
#include "backend/bot/knowledge/knowledge_store.hpp"
#include "backend/bot/knowledge/ranking.hpp"
#include "backend/util/date.hpp"
#include "backend/util/offload.hpp"
#include "shared/base/encoding.hpp"

#include <SQLiteCpp/Exception.h>
#include <algorithm>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>

namespace tandem::bot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t candidate_limit = 80; // passages found by their words
constexpr std::size_t alike_limit = 12;     // articles found as a whole
constexpr std::size_t article_limit = 50'000;

std::string version_of(const std::vector<Article>& articles)
{
    std::string all;
    for (const auto& article : articles)
        all += content_hash(article);
    return sha256_hex(all);
}

// One connection with the vocabulary as it was when it last looked.
struct Reader
{
    explicit Reader(const fs::path& file) : store(file) {}

    KnowledgeStore store;
    std::int64_t data_version = -1;
    std::shared_ptr<const Vocabulary> vocabulary;
    std::shared_ptr<const ArticleLikeness> likeness;
};

struct Head
{
    std::string version;
    std::size_t articles = 0;
};

class Index final : public SqliteKnowledge
{
public:
    Index(KnowledgeSettings settings, const Clock& clock)
        : settings_(std::move(settings)),
          clock_(clock),
          pool_(std::max<std::size_t>(settings_.threads, 1))
    {
        for (std::size_t i = 0; i < std::max<std::size_t>(settings_.threads, 1); ++i) {
            free_.push_back(std::make_unique<Reader>(settings_.file));
        }
        refresh(*free_.back());
    }

    ~Index() override { pool_.join(); }

    Task<Result<std::vector<Passage>>> search(SearchRequest request) override
    {
        const auto today = iso_date(clock_.wall());
        co_return co_await offload(pool_, [this, request = std::move(request), today] {
            return search_now(request, today);
        });
    }

    std::string version() const override { return head().version; }
    std::size_t article_count() const override { return head().articles; }

    Result<ImportReport> import_from(
        const std::vector<fs::path>& sources,
        const ArticleDefaults& defaults,
        std::span<const IntentExample> examples
    ) override
    {
        for (const auto& source : sources) {
            std::error_code ec;
            if (!fs::exists(source, ec)) return fail(Errc::not_found, "there is no " + source.string());
        }
        auto read = read_article_sources(sources, defaults);
        if (read.articles.size() > article_limit) return fail(Errc::too_large, "more than 50000 articles");
        ImportReport report;
        report.errors = std::move(read.errors);
        report.skipped = std::move(read.skipped);
        if (!report.errors.empty()) return report;
        auto& articles = read.articles;
        attach_examples(articles, examples);
        try {
            Reader writer(settings_.file);
            count_changes(writer.store.hashes(), articles, report);
            if (report.added + report.changed + report.removed > 0) {
                writer.store.replace_all(articles, version_of(articles));
            }
            refresh(writer);
        } catch (const std::exception& e) {
            return fail(Errc::unavailable, e.what());
        }
        return report;
    }

    Result<std::vector<Article>> list() override
    {
        try {
            return KnowledgeStore(settings_.file).articles();
        } catch (const std::exception& e) {
            return fail(Errc::unavailable, e.what());
        }
    }

private:
    Result<std::vector<Passage>> search_now(const SearchRequest& request, const std::string& today)
    {
        auto reader = take();
        if (!reader) return fail(Errc::overloaded, "no reader free");
        Result<std::vector<Passage>> result;
        try {
            refresh(*reader);
            result = rank(look_up(*reader, request, today), *reader->vocabulary, request.limit);
        } catch (const std::exception& e) {
            result = fail(Errc::unavailable, e.what());
        }
        give_back(std::move(reader));
        return result;
    }

    // What words find, and beside it what is alike as a whole or hinted at.
    Evidence look_up(Reader& reader, const SearchRequest& request, const std::string& today) const
    {
        const auto& ids = reader.likeness->ids();
        Evidence evidence;
        evidence.question = request.query;
        for (const auto& hint : request.hints)
            evidence.hints.push_back({article_named(ids, hint.article_id), hint.confidence});
        evidence.language = request.language;
        std::vector<Embedding> meanings;
        const bool english = request.language.empty() || request.language.starts_with("en");
        for (const auto& part : search_parts(request.query)) {
            evidence.parts.push_back(reader.vocabulary->analyse(part));
            if (!english) continue;
            if (auto meaning = english_embedder().embed(part); !meaning.empty())
                meanings.push_back(std::move(meaning));
        }
        evidence.meant = !meanings.empty();
        evidence.candidates = reader.store.find(evidence.parts.front(), today, candidate_limit);

        const auto alike = reader.likeness->compare(request.query, meanings);
        std::vector<std::size_t> order(ids.size());
        std::iota(order.begin(), order.end(), 0);
        const auto last = order.begin() + static_cast<std::ptrdiff_t>(std::min(alike_limit, order.size()));
        std::ranges::partial_sort(order, last, std::ranges::greater{}, [&](std::size_t i) {
            return alike[i].letters + (alike[i].asked + alike[i].said) / 2;
        });
        std::set<std::string, std::less<>> wanted;
        for (auto it = order.begin(); it != last; ++it)
            wanted.insert(ids[*it]);
        for (const auto& hint : evidence.hints)
            wanted.insert(hint.article_id);
        for (const auto& candidate : evidence.candidates)
            wanted.erase(candidate.passage.article_id);
        for (const auto& id : wanted)
            std::ranges::move(
                reader.store.find_article(id, today), std::back_inserter(evidence.candidates)
            );

        // `ids` are in order.
        for (const auto& candidate : evidence.candidates) {
            const auto at = std::ranges::lower_bound(ids, candidate.passage.article_id);
            if (at == ids.end() || *at != candidate.passage.article_id) continue;
            evidence.likeness.emplace(*at, alike[static_cast<std::size_t>(at - ids.begin())]);
        }
        return evidence;
    }

    static void count_changes(
        const std::map<std::string, std::string>& before,
        const std::vector<Article>& after,
        ImportReport& report
    )
    {
        for (const auto& article : after) {
            const auto found = before.find(article.id);
            if (found == before.end()) {
                ++report.added;
            } else if (found->second != content_hash(article)) {
                ++report.changed;
            } else {
                ++report.unchanged;
            }
        }
        report.removed = before.size() - report.changed - report.unchanged;
    }

    // Takes notice of an import, by this process or another.
    void refresh(Reader& reader)
    {
        const auto now = reader.store.data_version();
        if (reader.vocabulary && now == reader.data_version) return;
        reader.store.forget();
        reader.vocabulary = reader.store.load_vocabulary();
        reader.likeness = reader.store.load_likeness();
        reader.data_version = now;
        Head fresh{reader.store.version(), reader.vocabulary->articles()};
        const std::lock_guard lock(mutex_);
        head_ = std::move(fresh);
    }

    Head head() const
    {
        const std::lock_guard lock(mutex_);
        return head_;
    }

    // There are as many readers as threads in the pool, so one is free whenever a search runs.
    std::unique_ptr<Reader> take()
    {
        const std::lock_guard lock(mutex_);
        if (free_.empty()) return nullptr;
        auto reader = std::move(free_.back());
        free_.pop_back();
        return reader;
    }

    void give_back(std::unique_ptr<Reader> reader)
    {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(reader));
    }

    KnowledgeSettings settings_;
    const Clock& clock_;
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> free_;
    Head head_;
    asio::thread_pool pool_;
};

} // namespace

std::unique_ptr<SqliteKnowledge> create_sqlite_knowledge(KnowledgeSettings settings, const Clock& clock)
{
    try {
        return std::make_unique<Index>(std::move(settings), clock);
    } catch (const std::exception& e) {
        throw std::runtime_error("cannot open the knowledge index: " + std::string(e.what()));
    }
}

} // namespace tandem::bot
