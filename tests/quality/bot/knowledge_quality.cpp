// How well the lexical index finds the right article, and how often it would be sure about a question it
// cannot know. Prints figures; fails only when it cannot run. Skips what is absent.

#include "backend/bot/knowledge/knowledge_store.hpp"
#include "backend/bot/knowledge/sqlite_knowledge.hpp"
#include "tests/quality/bot/data.hpp"

#include <QTemporaryDir>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cstdio>
#include <fstream>

namespace tandem::bot {
namespace {

struct Query
{
    std::string text;
    std::string article; // empty: nothing may be found
};

struct Tally
{
    std::size_t asked = 0;
    std::size_t first = 0;
    std::size_t in_three = 0;
    std::vector<std::pair<double, bool>> best; // score of the best passage, and whether it is right
};

Tally ask(KnowledgeIndex& index, const std::vector<Query>& queries, bool show)
{
    Tally tally;
    asio::io_context loop;
    auto all = [&]() -> Task<void> {
        for (const auto& query : queries) {
            auto found = co_await index.search({.query = query.text, .language = "en"});
            if (!found) continue;
            ++tally.asked;
            std::size_t rank = 0;
            std::vector<std::string> ids;
            for (const auto& passage : *found) {
                if (std::ranges::find(ids, passage.article_id) == ids.end())
                    ids.push_back(passage.article_id);
            }
            for (std::size_t i = 0; i < ids.size() && rank == 0; ++i)
                rank = ids[i] == query.article ? i + 1 : 0;
            tally.first += rank == 1 ? 1 : 0;
            tally.in_three += rank >= 1 && rank <= 3 ? 1 : 0;
            const double score = found->empty() ? 0 : found->front().score;
            tally.best.emplace_back(score, rank == 1);
            if (show && rank != 1) {
                std::printf(
                    "   %.2f %-60.60s want %s got %s\n",
                    score,
                    query.text.c_str(),
                    query.article.empty() ? "-" : query.article.c_str(),
                    ids.empty() ? "-" : ids.front().c_str()
                );
            }
        }
    };
    asio::co_spawn(loop, all(), asio::detached); // the loop below runs until it has ended
    loop.run();
    return tally;
}

void print(const char* name, const Tally& tally)
{
    const auto share = [&](std::size_t n) {
        return tally.asked ? 100.0 * static_cast<double>(n) / static_cast<double>(tally.asked) : 0;
    };
    std::printf(
        "%-34s n %4zu  first %5.1f %%  in three %5.1f %%\n",
        name,
        tally.asked,
        share(tally.first),
        share(tally.in_three)
    );
    for (const double limit : {0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7}) {
        std::size_t right = 0;
        std::size_t wrong = 0;
        for (const auto& [score, is_right] : tally.best) {
            if (score >= limit) ++(is_right ? right : wrong);
        }
        std::printf(
            "    at %.2f: sure and right %5.1f %%, sure and wrong %5.1f %%\n",
            limit,
            share(right),
            share(wrong)
        );
    }
}

} // namespace
} // namespace tandem::bot

int main(int argc, char** argv)
{
    using namespace tandem;
    using namespace tandem::bot;
    const bool show = argc > 1 && std::string_view(argv[1]) == "--show";
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("knowledge.sqlite").toStdString();

    // The sample shop, leaving out one example of each article at a time and asking it.
    const std::filesystem::path articles_folder =
        std::filesystem::path(TANDEM_SOURCE_DIR) / "resources/knowledge/articles";
    {
        auto index = create_sqlite_knowledge({file, 1}, system_clock());
        const auto report = index->import_from({articles_folder}, {});
        if (!report || !report->errors.empty()) {
            std::printf("the sample articles cannot be imported\n");
            return 1;
        }
        const auto articles = index->list().value();
        Tally all;
        Tally outside;
        const auto strangers = quality::read_tsv("intents/clinc150/oos_dev.tsv");
        for (std::size_t fold = 0; fold < 5; ++fold) {
            auto cut = articles;
            std::vector<Query> queries;
            for (auto& article : cut) {
                if (fold >= article.examples.size()) continue;
                queries.push_back({article.examples[fold], article.id});
                article.examples.erase(article.examples.begin() + static_cast<std::ptrdiff_t>(fold));
            }
            KnowledgeStore(file).replace_all(cut, "fold");
            const auto tally = ask(*index, queries, show);
            all.asked += tally.asked;
            all.first += tally.first;
            all.in_three += tally.in_three;
            all.best.insert(all.best.end(), tally.best.begin(), tally.best.end());
        }
        print("sample shop, example left out", all);
        KnowledgeStore(file).replace_all(articles, "all");
        std::vector<Query> foreign;
        for (const auto& row : strangers)
            foreign.push_back({row.at("text"), ""});
        if (foreign.empty())
            std::printf("SKIPPED: off-topic questions, the development data is absent\n");
        else
            print("sample shop, off-topic", ask(*index, foreign, false));
    }

    // The bank with 77 articles.
    const auto bank = quality::read_jsonl("faq/bank77/kb.jsonl");
    if (bank.empty()) {
        std::printf("SKIPPED: bank77, the development data is absent\n");
        return 0;
    }
    std::vector<Article> articles;
    for (const auto& entry : bank) {
        Article article;
        article.id = entry.at("id");
        article.title = entry.at("title");
        article.body = entry.at("text");
        article.locale = "en";
        article.visibility = "public";
        articles.push_back(std::move(article));
    }
    std::vector<Query> queries;
    for (const auto& row : quality::read_tsv("faq/bank77/queries_dev.tsv"))
        queries.push_back({row.at("query"), row.at("doc_id")});
    const std::filesystem::path bank_file = folder.filePath("bank.sqlite").toStdString();
    auto index = create_sqlite_knowledge({bank_file, 1}, system_clock());
    KnowledgeStore(bank_file).replace_all(articles, "bank");
    print("bank77, article found", ask(*index, queries, false));
    return 0;
}
