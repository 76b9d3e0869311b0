#include "backend/insight/scores.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace tandem::insight {
namespace {

bool outside(const IntentRow& row) { return row.gold == "oos"; }

double share(double part, std::size_t all) { return all == 0 ? 0 : part / static_cast<double>(all); }

std::optional<double> auroc(std::span<const IntentRow> rows)
{
    std::vector<std::pair<double, bool>> sorted;
    std::size_t inside = 0;
    for (const auto& row : rows) {
        sorted.emplace_back(row.confidence, !outside(row));
        inside += outside(row) ? 0 : 1;
    }
    const std::size_t strangers = rows.size() - inside;
    if (inside == 0 || strangers == 0) return std::nullopt;
    std::ranges::sort(sorted);
    double ranks = 0;
    for (std::size_t i = 0; i < sorted.size();) {
        std::size_t end = i;
        std::size_t here = 0;
        for (; end < sorted.size() && sorted[end].first == sorted[i].first; ++end)
            here += sorted[end].second ? 1 : 0;
        ranks += static_cast<double>(here) * static_cast<double>(i + end + 1) / 2;
        i = end;
    }
    const auto n = static_cast<double>(inside);
    return (ranks - n * (n + 1) / 2) / (n * static_cast<double>(strangers));
}

// The lowest confidence with the largest gain(right in-scope kept, out-of-scope turned away).
template <class Gain>
double best_threshold(std::span<const IntentRow> rows, Gain gain)
{
    std::vector<const IntentRow*> sorted;
    double right = 0;
    for (const auto& row : rows) {
        sorted.push_back(&row);
        right += row.gold == row.label ? 1 : 0;
    }
    std::ranges::sort(sorted, {}, [](const IntentRow* row) { return row->confidence; });
    double threshold = 0;
    double best = -1;
    double turned_away = 0;
    for (std::size_t i = 0; i < sorted.size();) {
        if (const double value = gain(right, turned_away); value > best) {
            best = value;
            threshold = sorted[i]->confidence;
        }
        const double here = sorted[i]->confidence;
        for (; i < sorted.size() && sorted[i]->confidence == here; ++i) {
            right -= sorted[i]->gold == sorted[i]->label ? 1 : 0;
            turned_away += outside(*sorted[i]) ? 1 : 0;
        }
    }
    return threshold;
}

std::size_t count_outside(std::span<const IntentRow> rows)
{
    return static_cast<std::size_t>(std::ranges::count_if(rows, outside));
}

} // namespace

IntentScores score_intents(std::span<const IntentRow> rows)
{
    struct Tally
    {
        double hit = 0;
        double missed = 0;
        double wrong = 0;
    };
    std::map<std::string, Tally> tallies;
    IntentScores out;
    double right = 0;
    for (const auto& row : rows) {
        if (outside(row)) {
            ++out.out_of_scope;
            continue;
        }
        ++out.in_scope;
        if (row.gold == row.label) {
            ++right;
            ++tallies[row.gold].hit;
        } else {
            ++tallies[row.gold].missed;
            ++tallies[row.label].wrong;
        }
    }
    out.accuracy = share(right, out.in_scope);
    double f1 = 0;
    std::size_t labels = 0;
    for (const auto& [label, tally] : tallies) {
        if (tally.hit + tally.missed == 0) continue; // stands in no in-scope message
        ++labels;
        f1 += 2 * tally.hit / (2 * tally.hit + tally.missed + tally.wrong);
    }
    out.macro_f1 = share(f1, labels);
    out.auroc = auroc(rows);
    return out;
}

OperatingPoint at_threshold(std::span<const IntentRow> rows, double threshold)
{
    OperatingPoint out;
    out.threshold = threshold;
    double right = 0;
    double turned_away = 0;
    for (const auto& row : rows) {
        right += row.gold == row.label && row.confidence >= threshold ? 1 : 0;
        turned_away += outside(row) && row.confidence < threshold ? 1 : 0;
    }
    const std::size_t strangers = count_outside(rows);
    out.in_scope_accuracy = share(right, rows.size() - strangers);
    out.oos_recall = share(turned_away, strangers);
    return out;
}

double larson_threshold(std::span<const IntentRow> rows)
{
    return best_threshold(rows, [](double right, double turned_away) { return right + turned_away; });
}

double balanced_threshold(std::span<const IntentRow> rows)
{
    const std::size_t strangers = count_outside(rows);
    const std::size_t inside = rows.size() - strangers;
    return best_threshold(rows, [&](double right, double turned_away) {
        return share(right, inside) + share(turned_away, strangers);
    });
}

RetrievalScores
score_retrieval(std::span<const std::string> right, std::span<const std::vector<std::string>> rankings)
{
    RetrievalScores out;
    out.queries = std::min(right.size(), rankings.size());
    for (std::size_t q = 0; q < out.queries; ++q) {
        std::vector<std::string> wanted;
        std::istringstream ids(right[q]);
        for (std::string id; ids >> id;)
            wanted.push_back(id);
        const auto& ranking = rankings[q];
        const auto hit = std::ranges::find_if(ranking, [&](const std::string& id) {
            return std::ranges::find(wanted, id) != wanted.end();
        });
        if (hit == ranking.end()) continue;
        const auto place = hit - ranking.begin() + 1;
        out.recall_1 += place <= 1 ? 1 : 0;
        out.recall_3 += place <= 3 ? 1 : 0;
        out.recall_5 += place <= 5 ? 1 : 0;
        out.recall_10 += place <= 10 ? 1 : 0;
        out.mrr_10 += place <= 10 ? 1 / static_cast<double>(place) : 0;
    }
    for (double* value : {&out.recall_1, &out.recall_3, &out.recall_5, &out.recall_10, &out.mrr_10})
        *value = share(*value, out.queries);
    return out;
}

} // namespace tandem::insight
