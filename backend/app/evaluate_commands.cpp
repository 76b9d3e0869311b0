#include "backend/app/evaluation_files.hpp"
#include "backend/app/quality_commands.hpp"
#include "backend/bot/knowledge/knowledge_store.hpp"
#include "backend/bot/knowledge/sqlite_knowledge.hpp"
#include "backend/bot/understanding/intents/intent_trainer.hpp"
#include "backend/insight/scores.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace tandem::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t ranking_length = 10;

std::string four_digits(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4f", value);
    return text;
}

// Asks about each message of a file, and writes the answers when there is a file for them.
std::vector<insight::IntentRow>
ask(const bot::IntentClassifier& classifier, const fs::path& test, const fs::path& pred)
{
    std::vector<insight::IntentRow> rows;
    for (const auto& example : need(bot::read_examples(test))) {
        auto found = classifier.classify(example.text);
        if (found.label.empty()) found.label = classifier.labels().front(); // a label has to stand there
        rows.push_back({example.label, found.label, found.confidence});
    }
    if (pred.empty()) return rows;
    auto out = open_for_writing(pred);
    for (const auto& row : rows) {
        char confidence[32];
        std::snprintf(confidence, sizeof confidence, "%.9g", row.confidence);
        out << row.label << '\t' << confidence << '\n';
    }
    close(out, pred);
    return rows;
}

void print_point(const char* name, std::span<const insight::IntentRow> rows, double threshold)
{
    const auto point = insight::at_threshold(rows, threshold);
    std::printf(
        ",\n \"at_%s\": {\"threshold\": %.6f, \"in_scope_accuracy\": %.4f, \"oos_recall\": %.4f}",
        name,
        point.threshold,
        point.in_scope_accuracy,
        point.oos_recall
    );
}

std::vector<std::string> search(bot::KnowledgeIndex& index, const std::string& query)
{
    asio::io_context loop;
    std::vector<std::string> ids;
    auto once = [&]() -> Task<void> {
        auto found = co_await index.search({.query = query, .language = "en", .limit = ranking_length + 1});
        if (!found) throw std::runtime_error(found.error().detail);
        for (const auto& passage : *found) {
            const bool known = std::ranges::find(ids, passage.article_id) != ids.end();
            if (!known && ids.size() < ranking_length) ids.push_back(passage.article_id);
        }
    };
    asio::co_spawn(loop, once(), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
    loop.run();
    return ids;
}

} // namespace

int evaluate_intents(const EvaluateIntentsCommand& command)
{
    if (command.examples.empty() == command.model.empty())
        throw std::runtime_error("give either --train or --model");
    if (!command.oos_pred.empty() && command.oos_pred.size() != command.oos.size())
        throw std::runtime_error("--oos-pred has to be given as often as --oos, or not at all");

    bot::IntentModel model;
    if (!command.model.empty()) {
        model = need(bot::load_model(command.model));
    } else {
        std::vector<bot::IntentExample> examples;
        for (const auto& file : command.examples)
            std::ranges::move(need(bot::read_examples(file)), std::back_inserter(examples));
        auto trained = need(bot::train_intents(
            examples, {.background = command.background, .vectors = command.vectors, .folds = 0}
        ));
        std::fprintf(
            stderr, "trained on %zu messages in %.2f s\n", examples.size(), trained.report.seconds
        );
        model = std::move(trained.model);
    }
    const auto classifier = bot::create_intent_classifier(std::move(model));

    const auto start = std::chrono::steady_clock::now();
    auto rows = ask(*classifier, command.test, command.pred);
    for (std::size_t i = 0; i < command.oos.size(); ++i) {
        const auto pred = command.oos_pred.empty() ? fs::path() : command.oos_pred[i];
        std::ranges::move(ask(*classifier, command.oos[i], pred), std::back_inserter(rows));
    }
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::fprintf(
        stderr,
        "%zu messages, %.3f ms each\n",
        rows.size(),
        1000 * took / std::max<double>(double(rows.size()), 1)
    );

    const auto scores = insight::score_intents(rows);
    std::printf("{\"in_scope\": %zu, \"out_of_scope\": %zu", scores.in_scope, scores.out_of_scope);
    std::printf(",\n \"accuracy\": %.4f, \"macro_f1\": %.4f", scores.accuracy, scores.macro_f1);
    std::printf(", \"auroc\": %s", scores.auroc ? four_digits(*scores.auroc).c_str() : "null");
    if (command.threshold) print_point("given", rows, *command.threshold);
    if (!command.dev.empty()) {
        std::vector<insight::IntentRow> dev;
        for (const auto& file : command.dev)
            std::ranges::move(ask(*classifier, file, {}), std::back_inserter(dev));
        print_point("larson", rows, insight::larson_threshold(dev));
        print_point("balanced", rows, insight::balanced_threshold(dev));
    }
    std::printf("}\n");
    return 0;
}

int evaluate_retrieval(const EvaluateRetrievalCommand& command)
{
    const ScratchFolder scratch;
    const auto file = scratch.path / "knowledge.sqlite";
    const auto index = bot::create_sqlite_knowledge({.file = file, .threads = 1}, system_clock());
    bot::KnowledgeStore(file).replace_all(read_articles(command.articles), "evaluate");

    std::vector<std::string> right;
    std::vector<std::vector<std::string>> rankings;
    const auto lines = lines_of(command.queries);
    for (std::size_t i = 1; i < lines.size(); ++i) { // the first line names the columns
        const auto tab = lines[i].find('\t');
        if (tab == std::string::npos)
            throw std::runtime_error(command.queries.string() + ":" + std::to_string(i + 1) + ": no tab");
        right.push_back(lines[i].substr(tab + 1));
        rankings.push_back(search(*index, lines[i].substr(0, tab)));
    }
    if (!command.ranking.empty()) {
        auto out = open_for_writing(command.ranking);
        for (const auto& ranking : rankings) {
            for (std::size_t i = 0; i < ranking.size(); ++i)
                out << (i == 0 ? "" : "\t") << ranking[i];
            out << '\n';
        }
        close(out, command.ranking);
    }
    const auto scores = insight::score_retrieval(right, rankings);
    std::printf(
        "{\"queries\": %zu, \"recall@1\": %.4f, \"recall@3\": %.4f, \"recall@5\": %.4f, \"recall@10\": "
        "%.4f, "
        "\"mrr@10\": %.4f}\n",
        scores.queries,
        scores.recall_1,
        scores.recall_3,
        scores.recall_5,
        scores.recall_10,
        scores.mrr_10
    );
    return 0;
}

} // namespace tandem::app
