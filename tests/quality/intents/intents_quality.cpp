// How well intents are recognised on public data, and how fast. See README.md.

#include "backend/bot/understanding/intents/intent_trainer.hpp"
#include "backend/insight/scores.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string_view>

namespace tandem::bot {
namespace {

namespace fs = std::filesystem;

// One figure: train on a set, ask a file of it, and a second one that is out of scope.
struct Measurement
{
    const char* set;
    const char* asked;
    const char* outside; // nullptr: none, or it is inside `asked`
    bool small;
    double accuracy_floor;
    double auroc_floor; // 0: none
};

constexpr Measurement measurements[] = {
    {"clinc150", "dev", "oos_dev", false, 0.940, 0.960},
    {"banking77", "dev", nullptr, false, 0.925, 0},
    {"hwu64", "dev", nullptr, false, 0.905, 0},
    {"banking77_oos", "dev", "idoos_dev", false, 0.935, 0.845},
    {"banking77_oos", "dev", "ood_dev", false, 0.935, 0.985},
    {"hint3_curekart", "dev_real", nullptr, true, 0.81, 0.85},
    {"hint3_powerplay11", "dev_real", nullptr, true, 0.66, 0.75},
    {"hint3_sofmattress", "dev_real", nullptr, true, 0.75, 0.86},
    {"natcs_insurance", "dev", nullptr, true, 0.95, 0},
    {"natcs_banking", "dev", nullptr, true, 0.88, 0},
    {"natcs_finance", "dev", nullptr, true, 0.94, 0},
    {"snips", "dev", nullptr, false, 0.97, 0},
    {"bitext", "dev", nullptr, false, 0.98, 0},
};

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::vector<insight::IntentRow>
ask(const IntentClassifier& classifier, const std::vector<IntentExample>& file)
{
    std::vector<insight::IntentRow> rows;
    for (const auto& example : file) {
        const auto found = classifier.classify(example.text);
        rows.push_back({example.label, found.label, found.confidence});
    }
    return rows;
}

// Whether the figures reach their floors.
bool measure(const fs::path& data, const Measurement& what)
{
    const auto train = read_examples(data / what.set / "train.tsv");
    const auto asked = read_examples(data / what.set / (std::string(what.asked) + ".tsv"));
    if (!train || !asked) {
        std::printf("%-18s cannot be read\n", what.set);
        return false;
    }
    const double before = cpu_seconds();
    auto trained = train_intents(*train, {.folds = 0});
    const double learnt = cpu_seconds() - before;
    if (!trained) {
        std::printf("%-18s %s\n", what.set, trained.error().detail.c_str());
        return false;
    }
    const auto classifier = create_intent_classifier(std::move(trained->model));
    const double start = cpu_seconds();
    auto rows = ask(*classifier, *asked);
    const double each = (cpu_seconds() - start) / static_cast<double>(asked->size());
    if (what.outside != nullptr) {
        const auto outside = read_examples(data / what.set / (std::string(what.outside) + ".tsv"));
        if (!outside) return false;
        const auto more = ask(*classifier, *outside);
        rows.insert(rows.end(), more.begin(), more.end());
    }
    const auto scores = insight::score_intents(rows);
    const bool good =
        scores.accuracy >= what.accuracy_floor && scores.auroc.value_or(1) >= what.auroc_floor;
    std::printf(
        "%-18s %-9s accuracy %.4f  auroc %6.4f  trained %5zu in %5.2f s, %5.3f ms a message%s\n",
        what.set,
        what.outside == nullptr ? what.asked : what.outside,
        scores.accuracy,
        scores.auroc.value_or(0),
        train->size(),
        learnt,
        1000 * each,
        good ? "" : "  BELOW THE FLOOR"
    );
    if (scores.out_of_scope > 0) {
        const auto point = insight::at_threshold(rows, insight::larson_threshold(rows));
        std::printf(
            "%-28s at its best threshold: %.1f %% of in-scope right, %.1f %% of the rest turned away\n",
            "",
            100 * point.in_scope_accuracy,
            100 * point.oos_recall
        );
    }
    return good;
}

} // namespace
} // namespace tandem::bot

int main(int argc, char** argv)
{
    using namespace tandem::bot;
    const bool smoke = argc > 1 && std::string_view(argv[1]) == "--smoke";
    const fs::path data = fs::path(TANDEM_SOURCE_DIR) / "../shared/data/intents";
    if (!fs::is_directory(data)) {
        std::printf("SKIPPED: everything, the development data is absent\n");
        return 0;
    }
    bool good = true;
    for (const auto& what : measurements) {
        if (!smoke || what.small) good &= measure(data, what);
    }
    return good ? 0 : 1;
}
