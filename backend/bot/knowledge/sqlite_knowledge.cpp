#include "backend/bot/knowledge/sqlite_knowledge.hpp"

#include "backend/bot/knowledge/knowledge_store.hpp"
#include "backend/bot/knowledge/ranking.hpp"
#include "backend/util/date.hpp"
#include "backend/util/offload.hpp"
#include "shared/base/encoding.hpp"

#include <SQLiteCpp/Exception.h>
#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace tandem::bot {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t candidate_limit = 80;
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

    Task<Result<std::vector<Passage>>>
    search(std::string query, std::string language, std::size_t limit) override
    {
        const auto today = iso_date(clock_.wall());
        co_return co_await offload(
            pool_,
            [this, query = std::move(query), language = std::move(language), today, limit] {
                return search_now(query, language, today, limit);
            }
        );
    }

    std::string version() const override { return head().version; }
    std::size_t article_count() const override { return head().articles; }

    Result<ImportReport>
    import_from(const std::vector<fs::path>& sources, const ArticleDefaults& defaults) override
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
        const auto& articles = read.articles;
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
    Result<std::vector<Passage>> search_now(
        const std::string& query, const std::string& language, const std::string& today, std::size_t limit
    )
    {
        auto reader = take();
        if (!reader) return fail(Errc::overloaded, "no reader free");
        Result<std::vector<Passage>> result;
        try {
            refresh(*reader);
            std::vector<std::vector<QueryTerm>> parts;
            for (const auto& part : search_parts(query))
                parts.push_back(reader->vocabulary->analyse(part));
            auto candidates = reader->store.find(parts.front(), today, candidate_limit);
            result = rank(std::move(candidates), parts, *reader->vocabulary, language, limit);
        } catch (const std::exception& e) {
            result = fail(Errc::unavailable, e.what());
        }
        give_back(std::move(reader));
        return result;
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
