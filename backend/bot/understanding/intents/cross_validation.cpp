#include "backend/bot/understanding/intents/cross_validation.hpp"

#include "backend/bot/understanding/intents/shuffle.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace tandem::bot {
namespace {

constexpr std::size_t least_for_calibration = 50;
constexpr double kept_share = 0.95;

std::vector<std::size_t> deal(const std::vector<IntentExample>& examples, std::size_t folds)
{
    std::vector<std::size_t> order(examples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Shuffler shuffler;
    shuffler.shuffle(order);
    std::map<std::string_view, std::size_t> dealt;
    std::vector<std::size_t> fold_of(examples.size());
    for (const std::size_t i : order)
        fold_of[i] = dealt[examples[i].label]++ % folds;
    return fold_of;
}

double logit(double p) { return std::log(p / (1 - p)); }

} // namespace

Result<std::vector<Asked>> cross_validate(
    const std::vector<IntentExample>& examples,
    std::size_t folds,
    const std::function<Result<IntentModel>(std::vector<IntentExample>)>& learn
)
{
    const auto fold_of = deal(examples, folds);
    std::vector<Asked> out;
    for (std::size_t fold = 0; fold < folds; ++fold) {
        std::vector<IntentExample> part;
        for (std::size_t i = 0; i < examples.size(); ++i) {
            if (fold_of[i] != fold || examples[i].label == out_of_scope) part.push_back(examples[i]);
        }
        const auto model = learn(std::move(part));
        if (!model) return fail(model);
        for (std::size_t i = 0; i < examples.size(); ++i) {
            if (fold_of[i] != fold || examples[i].label == out_of_scope) continue;
            const auto found = guess(*model, examples[i].text);
            const auto label =
                found.best.empty() ? std::string() : model->labels[found.best.front().second];
            out.push_back({examples[i].label, label, found.confidence});
        }
    }
    return out;
}

TrainingReport report_on(const std::vector<Asked>& asked)
{
    TrainingReport report;
    std::map<std::pair<std::string, std::string>, std::size_t> pairs;
    for (const auto& one : asked) {
        const std::size_t right = one.label == one.guessed ? 1 : 0;
        auto& count = report.by_label[one.label];
        ++count.asked;
        ++report.all.asked;
        count.right += right;
        report.all.right += right;
        if (right == 0) ++pairs[{one.label, one.guessed}];
    }
    for (const auto& [pair, times] : pairs)
        report.confusions.push_back({pair.first, pair.second, times});
    std::ranges::sort(report.confusions, [](const auto& a, const auto& b) {
        return std::tie(b.times, a.label, a.taken_for) < std::tie(a.times, b.label, b.taken_for);
    });
    return report;
}

Calibration calibrate(const std::vector<Asked>& asked, TrainingReport& report)
{
    Calibration out;
    const std::size_t right = report.all.right;
    if (asked.size() >= least_for_calibration && right > 0 && right < asked.size()) {
        // Newton's method, held near the defaults so that few examples cannot turn it round.
        constexpr double hold = 1;
        const Calibration start;
        for (int step = 0; step < 25; ++step) {
            double g0 = hold * (out.slope - start.slope);
            double g1 = hold * (out.offset - start.offset);
            double h00 = hold;
            double h01 = 0;
            double h11 = hold;
            for (const auto& one : asked) {
                const double x = logit(std::clamp(one.confidence, 1e-6, 1 - 1e-6));
                const double p = calibrated(out, one.confidence);
                const double error = p - (one.label == one.guessed ? 1 : 0);
                const double curve = p * (1 - p);
                g0 += error * x;
                g1 += error;
                h00 += curve * x * x;
                h01 += curve * x;
                h11 += curve;
            }
            const double det = h00 * h11 - h01 * h01;
            out.slope = std::clamp(out.slope - (h11 * g0 - h01 * g1) / det, 0.1, 5.0);
            out.offset = std::clamp(out.offset - (h00 * g1 - h01 * g0) / det, -10.0, 10.0);
        }
    }
    std::vector<double> confidences;
    for (const auto& one : asked) {
        if (one.label == one.guessed) confidences.push_back(calibrated(out, one.confidence));
    }
    if (confidences.size() < least_for_calibration) return out;
    std::ranges::sort(confidences);
    const auto cut = static_cast<std::size_t>(static_cast<double>(confidences.size()) * (1 - kept_share));
    out.threshold = confidences[cut];
    report.kept = static_cast<double>(confidences.size() - cut) / static_cast<double>(confidences.size());
    return out;
}

} // namespace tandem::bot
