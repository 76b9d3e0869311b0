#include "backend/bot/models/decorators.hpp"
#include "backend/util/signal.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

bool may_pass(Errc code) { return code == Errc::overloaded || code == Errc::unavailable; }

class Retry final : public LanguageModel
{
public:
    Retry(
        LanguageModel& model,
        RetrySettings settings,
        const ModelTools& tools,
        std::shared_ptr<ModelStats> stats
    )
        : model_(model),
          settings_(settings),
          tools_(tools),
          stats_(std::move(stats))
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        if (const Millis rest = model_.rest(); rest > Millis(0)) {
            if (rest >= request.deadline.left(tools_.clock))
                co_return fail(Errc::overloaded, "asked to be left alone");
            co_await pause_for(tools_.timers, rest + by_chance(rest / 4), stop);
            if (stop.stop_requested()) co_return fail(Errc::cancelled);
        }
        Millis pause = settings_.first_pause;
        for (int attempt = 0;; ++attempt) {
            bool spoke = false;
            const DeltaSink watching = [&](std::string_view text) {
                spoke = true;
                sink(text);
            };
            ++stats_->asked;
            auto result = co_await model_.answer(request, watching, stop);
            if (stop.stop_requested()) co_return fail(Errc::cancelled);
            if (result || spoke || !may_pass(result.error().code) || attempt >= settings_.retries)
                co_return result;
            // Many who were refused together do not come back together.
            const Millis rest = model_.rest();
            const Millis wait = rest > Millis(0) ? rest + by_chance(settings_.first_pause / 4)
                                                 : pause - by_chance(pause / 4);
            if (wait >= request.deadline.left(tools_.clock)) co_return result;
            co_await pause_for(tools_.timers, wait, stop);
            if (stop.stop_requested()) co_return fail(Errc::cancelled);
            pause = std::min(pause * 2, settings_.longest_pause);
            ++stats_->retried;
        }
    }

    std::string_view name() const override { return model_.name(); }
    Millis rest() const override { return model_.rest(); }

private:
    Millis by_chance(Millis most) const
    {
        return Millis(std::int64_t(tools_.random.below(std::uint64_t(most.count()) + 1)));
    }

    LanguageModel& model_;
    RetrySettings settings_;
    ModelTools tools_;
    std::shared_ptr<ModelStats> stats_;
};

} // namespace

std::unique_ptr<LanguageModel> with_retry(
    LanguageModel& model, RetrySettings settings, const ModelTools& tools, std::shared_ptr<ModelStats> stats
)
{
    return std::make_unique<Retry>(model, settings, tools, std::move(stats));
}

} // namespace tandem::bot
