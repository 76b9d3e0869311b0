#include "backend/bot/models/decorators.hpp"
#include "backend/util/signal.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <optional>

namespace tandem::bot {
namespace {

constexpr double most_credit = 10;

// One question and the two who may answer it. Shared with both, because the one who loses may end later.
struct Race
{
    struct Runner
    {
        std::stop_source stop;
        bool started = false;
        std::optional<Result<AnswerResult>> ended;
    };

    Race(const asio::any_io_executor& executor, DeltaSink s) : changed(executor), sink(std::move(s)) {}

    void say(std::size_t who, std::string_view text)
    {
        if (closed) return;
        if (!winner) {
            winner = who;
            runners[1 - who].stop.request_stop();
        }
        if (winner == who) sink(text);
    }

    void stop_all()
    {
        for (Runner& runner : runners)
            runner.stop.request_stop();
        changed.set();
    }

    // The outcome of the race, if there is one: of who spoke; else of who ended well without a word; else,
    // when both have failed, the first one's failure.
    [[nodiscard]] const Result<AnswerResult>* outcome() const
    {
        if (winner) return runners[*winner].ended ? &*runners[*winner].ended : nullptr;
        for (const Runner& runner : runners) {
            if (runner.ended && runner.ended->has_value()) return &*runner.ended;
        }
        const bool all = std::ranges::all_of(runners, [](const Runner& r) { return r.ended.has_value(); });
        return all ? &*runners[0].ended : nullptr;
    }

    std::array<Runner, 2> runners;
    std::optional<std::size_t> winner; // who spoke first
    Signal changed;                    // somebody ended, or has been silent for long
    DeltaSink sink;
    bool silent = false; // the first one, for long enough to ask the second
    bool closed = false; // nobody listens any more
};

// Leaving scope ends the race for both.
class RaceEnd
{
public:
    explicit RaceEnd(std::shared_ptr<Race> race) : race_(std::move(race)) {}
    RaceEnd(const RaceEnd&) = delete;
    RaceEnd& operator=(const RaceEnd&) = delete;
    ~RaceEnd()
    {
        race_->closed = true;
        race_->stop_all();
    }

private:
    std::shared_ptr<Race> race_;
};

Task<void> run(std::shared_ptr<Race> race, std::size_t who, LanguageModel* model, AnswerRequest request)
{
    const DeltaSink mine = [race, who](std::string_view text) { race->say(who, text); };
    auto result = co_await model->answer(std::move(request), mine, race->runners[who].stop.get_token());
    race->runners[who].ended = std::move(result);
    race->changed.set();
}

class Hedge final : public LanguageModel
{
public:
    Hedge(
        LanguageModel& first,
        LanguageModel& second,
        HedgeSettings settings,
        const ModelTools& tools,
        std::shared_ptr<ModelStats> stats
    )
        : models_{&first, &second},
          settings_(settings),
          tools_(tools),
          stats_(std::move(stats))
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        credit_ = std::min(most_credit, credit_ + settings_.share);
        const auto executor = co_await asio::this_coro::executor;
        const auto race = std::make_shared<Race>(executor, std::move(sink));
        const RaceEnd end(race);
        const std::stop_callback on_stop(stop, [race] { race->stop_all(); });
        const TimerHandle silence = tools_.timers.after(settings_.after, [race] {
            race->silent = true;
            race->changed.set();
        });
        start(executor, race, 0, request);
        while (true) {
            co_await race->changed.wait();
            race->changed.reset();
            if (stop.stop_requested()) co_return fail(Errc::cancelled);
            if (!race->runners[1].started && !race->winner) ask_second(executor, race, request);
            const auto* outcome = race->outcome();
            if (outcome == nullptr) continue;
            if (race->winner == 1 && race->silent) ++stats_->hedges_won;
            co_return *outcome;
        }
    }

    std::string_view name() const override { return models_[0]->name(); }
    Millis rest() const override { return std::min(models_[0]->rest(), models_[1]->rest()); }

private:
    void ask_second(
        const asio::any_io_executor& executor,
        const std::shared_ptr<Race>& race,
        const AnswerRequest& request
    )
    {
        const auto& first = race->runners[0].ended;
        // The same model again would only fail again.
        const bool failed = first && !first->has_value() && models_[0] != models_[1] &&
                            !request.deadline.passed(tools_.clock);
        const bool hedge = race->silent && !first && credit_ >= 1 && models_[1]->rest() == Millis(0);
        if (hedge) {
            credit_ -= 1;
            ++stats_->hedged;
        }
        if (failed || hedge)
            start(executor, race, 1, request);
        else if (first)
            race->runners[1].ended = *first; // too late to ask anybody else
    }

    void start(
        const asio::any_io_executor& executor,
        const std::shared_ptr<Race>& race,
        std::size_t who,
        const AnswerRequest& request
    )
    {
        race->runners[who].started = true;
        // A model that throws counts as one that failed.
        asio::co_spawn(
            executor,
            run(race, who, models_[who], request),
            [race, who](std::exception_ptr error) {
                if (!error) return;
                race->runners[who].ended = fail(Errc::unavailable, "exception");
                race->changed.set();
            }
        );
    }

    std::array<LanguageModel*, 2> models_;
    HedgeSettings settings_;
    ModelTools tools_;
    std::shared_ptr<ModelStats> stats_;
    double credit_ = most_credit;
};

} // namespace

std::unique_ptr<LanguageModel> with_hedge(
    LanguageModel& first,
    LanguageModel& second,
    HedgeSettings settings,
    const ModelTools& tools,
    std::shared_ptr<ModelStats> stats
)
{
    return std::make_unique<Hedge>(first, second, settings, tools, std::move(stats));
}

} // namespace tandem::bot
