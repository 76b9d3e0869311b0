#pragma once

#include "backend/bot/answers/answer_cache.hpp"
#include "backend/bot/models/decorators.hpp"
#include "backend/bot/models/language_model.hpp"

#include <memory>
#include <string>

namespace tandem::bot {

struct CachedModelSettings
{
    AnswerCacheSettings cache;
    std::string variant;            // prompt and models: what else an answer depends on
    unsigned words_per_second = 80; // at which stored answers appear; 0: at once
};

// Answers from the cache what may be (AnswerRequest::cache), and stores what came out well: answered,
// complete, nothing withheld. Equal questions that are asked while the answer is on its way share it: each
// hears it from the beginning; the model goes on as long as one of them listens, and is stopped with the
// last. What may not be cached passes through. The model that is wrapped outlives the wrapper.
[[nodiscard]] std::unique_ptr<LanguageModel> with_answer_cache(
    LanguageModel& model,
    CachedModelSettings settings,
    const ModelTools& tools,
    std::shared_ptr<AnswerCacheStats> stats
);

} // namespace tandem::bot
