#include "backend/app/quality_commands.hpp"
#include "backend/bot/understanding/intents/intent_trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

namespace tandem::app {
namespace {

constexpr std::size_t shown = 10;

double seconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double percent(std::size_t part, std::size_t all)
{
    return all == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(all);
}

void print(const bot::TrainingReport& report)
{
    std::printf("%zu examples of %zu intents", report.examples, report.by_label.size());
    std::printf(", %zu out of scope\n", report.off_topic);
    std::printf("cross-validation: %.1f %% right\n", percent(report.all.right, report.all.asked));
    if (report.kept > 0) {
        std::printf(
            "out of scope below confidence %.3f, which keeps %.1f %% of the right answers\n",
            report.threshold,
            100 * report.kept
        );
    }

    std::vector<std::pair<std::string, bot::TrainingReport::Count>> weakest;
    for (const auto& entry : report.by_label) {
        if (entry.second.right < entry.second.asked) weakest.push_back(entry);
    }
    std::ranges::sort(weakest, [](const auto& a, const auto& b) {
        const double x = percent(a.second.right, a.second.asked);
        const double y = percent(b.second.right, b.second.asked);
        return x != y ? x < y : a.first < b.first;
    });
    if (!weakest.empty()) std::printf("weakest intents:\n");
    for (std::size_t i = 0; i < std::min(weakest.size(), shown); ++i) {
        const auto& [label, count] = weakest[i];
        std::printf(
            "  %5.1f %%  of %3zu  %s\n", percent(count.right, count.asked), count.asked, label.c_str()
        );
    }
    if (!report.confusions.empty()) std::printf("most confused:\n");
    for (std::size_t i = 0; i < std::min(report.confusions.size(), shown); ++i) {
        const auto& one = report.confusions[i];
        std::printf("  %3zu times  %s taken for %s\n", one.times, one.label.c_str(), one.taken_for.c_str());
    }
}

} // namespace

int train(const TrainCommand& command)
{
    if (command.folds == 1 || command.folds > 20) throw std::runtime_error("--folds is 0 or from 2 to 20");
    const auto examples = bot::read_examples(command.examples);
    if (!examples) throw std::runtime_error(examples.error().detail);

    const bot::TrainingOptions options{
        .background = command.background, .vectors = command.vectors, .folds = command.folds
    };
    const auto start = std::chrono::steady_clock::now();
    const auto trained = bot::train_intents(*examples, options);
    if (!trained) throw std::runtime_error(trained.error().detail);
    const double all = seconds_since(start);
    std::printf("trained in %.2f s", trained->report.seconds);
    if (command.folds > 0)
        std::printf(", cross-validated in %.2f s more\n", all - trained->report.seconds);
    else
        std::printf("\n");
    if (command.folds > 0) print(trained->report);
    if (auto saved = bot::save_model(trained->model, command.out); !saved)
        throw std::runtime_error(saved.error().detail);
    std::printf("written to %s\n", command.out.c_str());
    return 0;
}

} // namespace tandem::app
