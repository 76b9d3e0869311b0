#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tandem::insight {

// Figures of quality for `tandem evaluate`. Pure.

// One message: what it is about ("oos": nothing that is known), the best in-scope label found for it, and
// how sure that is, as any number that grows with it.
struct IntentRow
{
    std::string gold;
    std::string label;
    double confidence = 0;
};

struct IntentScores
{
    std::size_t in_scope = 0;
    std::size_t out_of_scope = 0;
    double accuracy = 0; // of in-scope messages, without a threshold
    double macro_f1 = 0; // of in-scope labels
    // Probability that an in-scope message has a higher confidence than one out of scope, ties half.
    std::optional<double> auroc;
};
[[nodiscard]] IntentScores score_intents(std::span<const IntentRow> rows);

// What a threshold does: messages of lower confidence are turned away.
struct OperatingPoint
{
    double threshold = 0;
    double in_scope_accuracy = 0; // right and not turned away
    double oos_recall = 0;        // turned away, of those out of scope
};
[[nodiscard]] OperatingPoint at_threshold(std::span<const IntentRow> rows, double threshold);

// The threshold with the best accuracy when "out of scope" is one more label (Larson et al. 2019).
[[nodiscard]] double larson_threshold(std::span<const IntentRow> rows);
// The threshold with the best mean of in-scope accuracy and out-of-scope recall.
[[nodiscard]] double balanced_threshold(std::span<const IntentRow> rows);

struct RetrievalScores
{
    std::size_t queries = 0;
    double recall_1 = 0;
    double recall_3 = 0;
    double recall_5 = 0;
    double recall_10 = 0;
    double mrr_10 = 0;
};

// `right[i]`: the articles that answer query i, separated by blanks; `rankings[i]`: ids found for it, best
// first. Both have the same length.
[[nodiscard]] RetrievalScores
score_retrieval(std::span<const std::string> right, std::span<const std::vector<std::string>> rankings);

} // namespace tandem::insight
