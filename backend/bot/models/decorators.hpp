#pragma once

#include "backend/bot/models/breaker.hpp"
#include "backend/bot/models/budget_ledger.hpp"
#include "backend/bot/models/language_model.hpp"
#include "backend/bot/models/model_stats.hpp"
#include "backend/bot/models/request_line.hpp"
#include "backend/util/timers.hpp"
#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

#include <cstddef>
#include <memory>
#include <vector>

// What stands in front of a provider, each a LanguageModel around another. From the inside: retry, breaker,
// queue, budget; then hedge and fallback over several providers. What is passed by reference outlives the
// decorator. A stop request passes through all of them at once.

namespace tandem::bot {

// What all decorators have at hand.
struct ModelTools
{
    const Clock& clock;
    Timers& timers;
    Random& random;
};

struct RetrySettings
{
    int retries = 2;
    Millis first_pause{500}; // doubles with each try, less up to a quarter by chance
    Millis longest_pause{8'000};
};

// Tries again what may pass (overloaded, unavailable), after a pause, or after the time that the provider
// asked for (`rest`). Never once a word was given out, and not when the pause does not fit before the
// deadline. While the provider rests, a first request waits likewise, or is refused as overloaded.
[[nodiscard]] std::unique_ptr<LanguageModel> with_retry(
    LanguageModel& model, RetrySettings settings, const ModelTools& tools, std::shared_ptr<ModelStats> stats
);

// Refuses with unavailable while the breaker is open. Failures are unavailable, overloaded and forbidden; a
// bad_request says as much about the request as about the provider.
[[nodiscard]] std::unique_ptr<LanguageModel> with_breaker(
    LanguageModel& model,
    std::shared_ptr<Breaker> breaker,
    const ModelTools& tools,
    std::shared_ptr<ModelStats> stats
);

// Lets requests pass as RequestLine says; the others wait until they may, or fail with overloaded.
[[nodiscard]] std::unique_ptr<LanguageModel> with_queue(
    LanguageModel& model, LineSettings settings, const ModelTools& tools, std::shared_ptr<ModelStats> stats
);

struct BudgetSettings
{
    ModelPrice price;
    std::int64_t max_tokens = 600; // of an answer
};

// Refuses with forbidden what a cap does not allow. What a request can cost at most is reserved before it
// is made; what it has cost is taken from the reported usage, or estimated when there is none.
[[nodiscard]] std::unique_ptr<LanguageModel> with_budget(
    LanguageModel& model,
    BudgetSettings settings,
    std::shared_ptr<BudgetLedger> ledger,
    const ModelTools& tools,
    std::shared_ptr<ModelStats> stats
);

struct HedgeSettings
{
    Millis after{1'500}; // of silence
    double share =
        0.1; // second requests per request, in the long run, so that a slow day is not made worse
};

// Asks `second` as well when `first` has said nothing for a while, or at once when it failed, unless the
// two are the same. Who speaks first answers; the other is stopped.
[[nodiscard]] std::unique_ptr<LanguageModel> with_hedge(
    LanguageModel& first,
    LanguageModel& second,
    HedgeSettings settings,
    const ModelTools& tools,
    std::shared_ptr<ModelStats> stats
);

// Asks the models in their order until one speaks; those that rest come last. After a first word a failure
// stays a failure, because the words cannot be taken back; a stop request or the deadline ends it. The name
// is the first one's; the result says who spoke.
[[nodiscard]] std::unique_ptr<LanguageModel>
with_fallback(std::vector<LanguageModel*> models, const Clock& clock);

} // namespace tandem::bot
