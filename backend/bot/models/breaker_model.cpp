#include "backend/bot/models/decorators.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

// The pass of a request; given back as telling nothing unless an outcome was reported.
class HeldPass
{
public:
    HeldPass(std::shared_ptr<Breaker> breaker, Breaker::Pass pass)
        : breaker_(std::move(breaker)),
          pass_(pass)
    {}
    HeldPass(const HeldPass&) = delete;
    HeldPass& operator=(const HeldPass&) = delete;
    ~HeldPass() { breaker_->told_nothing(pass_); }

    void report(const Result<AnswerResult>& result, SteadyTime now)
    {
        if (result) {
            breaker_->succeeded(pass_);
            return;
        }
        const Errc code = result.error().code;
        if (code == Errc::unavailable || code == Errc::overloaded || code == Errc::forbidden)
            breaker_->failed(pass_, now);
    }

private:
    std::shared_ptr<Breaker> breaker_;
    Breaker::Pass pass_;
};

class WithBreaker final : public LanguageModel
{
public:
    WithBreaker(
        LanguageModel& model,
        std::shared_ptr<Breaker> breaker,
        const ModelTools& tools,
        std::shared_ptr<ModelStats> stats
    )
        : model_(model),
          breaker_(std::move(breaker)),
          tools_(tools),
          stats_(std::move(stats))
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        const auto pass = breaker_->enter(tools_.clock.steady());
        if (!pass) {
            ++stats_->turned_away_breaker;
            co_return fail(Errc::unavailable, "breaker open");
        }
        HeldPass held(breaker_, *pass);
        auto result = co_await model_.answer(std::move(request), std::move(sink), std::move(stop));
        held.report(result, tools_.clock.steady());
        if (result)
            ++stats_->answered;
        else if (result.error().code != Errc::cancelled)
            ++stats_->failed;
        co_return result;
    }

    std::string_view name() const override { return model_.name(); }
    Millis rest() const override { return std::max(breaker_->rest(tools_.clock.steady()), model_.rest()); }

private:
    LanguageModel& model_;
    std::shared_ptr<Breaker> breaker_;
    ModelTools tools_;
    std::shared_ptr<ModelStats> stats_;
};

} // namespace

std::unique_ptr<LanguageModel> with_breaker(
    LanguageModel& model,
    std::shared_ptr<Breaker> breaker,
    const ModelTools& tools,
    std::shared_ptr<ModelStats> stats
)
{
    return std::make_unique<WithBreaker>(model, std::move(breaker), tools, std::move(stats));
}

} // namespace tandem::bot
