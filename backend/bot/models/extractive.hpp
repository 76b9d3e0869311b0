#pragma once

#include "backend/bot/models/language_model.hpp"

#include <memory>
#include <string>

namespace tandem::bot {

struct ExtractiveSettings
{
    double confident = 0.65;           // the best passage below this is no answer
    unsigned words_per_second = 40;    // how fast the answer appears; 0: all at once
    std::size_t max_words = 90;        // about
    std::size_t max_words_beside = 40; // of a second article beside the first
};

// What would be said, without saying it.
struct ComposedAnswer
{
    std::string text; // Markdown
    protocol::AnswerOutcome outcome = protocol::AnswerOutcome::unknown;
    std::vector<protocol::Source> sources;
};

// An answer made of the passages' own sentences and list items, nothing added but a short lead-in. When the
// best passage is below `confident`: the question what was meant, or an honest "I don't know", outcome
// unanswered. Pure.
[[nodiscard]] ComposedAnswer
compose_answer(const AnswerRequest& request, const ExtractiveSettings& settings);

// Answers from knowledge alone: the default, which needs no key and no network. Name "extractive".
[[nodiscard]] std::unique_ptr<LanguageModel>
create_extractive_model(ExtractiveSettings settings, const Clock& clock);

} // namespace tandem::bot
