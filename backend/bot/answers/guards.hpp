#pragma once

#include "backend/bot/answers/grounding.hpp"
#include "backend/bot/models/extractive.hpp"
#include "backend/bot/models/language_model.hpp"

#include <cstdint>
#include <memory>

// What stands between the bot and a model that is not ours: what it is told, and what of its words is said.
// The model that is wrapped outlives the wrapper.

namespace tandem::bot {

struct GuardStats
{
    std::uint64_t values_hidden = 0;      // from a provider, by redaction
    std::uint64_t sentences_said = 0;     // of models
    std::uint64_t sentences_withheld = 0; // because nothing supports them
    std::uint64_t answers_replaced = 0;   // by a quotation, because nothing was left
};

// Keeps personal values of the question and the history from the model and puts them back into its answer
// (understanding/redaction). Passages go as they are: they are public. When redaction fails, the model is
// not asked (P-1): unavailable.
[[nodiscard]] std::unique_ptr<LanguageModel>
with_redaction(LanguageModel& model, std::shared_ptr<GuardStats> stats);

struct GroundedSettings
{
    GroundingSettings check;
    ExtractiveSettings quote; // how the best passage is quoted instead
};

// Says of an answer only the sentences that Grounding lets pass, each as soon as it is complete, cleaned of
// what nobody can see. When some were held back, the rest ends with the offer of a person; when nothing
// that says something is left, the best passage is quoted instead, or the bot says that it does not know.
// The sources are those of what was said.
[[nodiscard]] std::unique_ptr<LanguageModel>
with_grounding(LanguageModel& model, GroundedSettings settings, std::shared_ptr<GuardStats> stats);

} // namespace tandem::bot
