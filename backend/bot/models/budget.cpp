#include "backend/bot/models/decorators.hpp"

namespace tandem::bot {
namespace {

constexpr double bytes_per_token = 3; // fewer than in any common language, so estimates are high
constexpr double template_tokens = 600;

double prompt_tokens(const AnswerRequest& request)
{
    std::size_t bytes = request.question.size();
    for (const ChatLine& line : request.history)
        bytes += line.text.size() + 16;
    for (const Passage& passage : request.passages)
        bytes += passage.title.size() + passage.heading.size() + passage.text.size() + 48;
    return template_tokens + double(bytes) / bytes_per_token;
}

constexpr const char* cap_name(BudgetLedger::Cap cap)
{
    switch (cap) {
    case BudgetLedger::Cap::conversation:
        return "budget of the conversation";
    case BudgetLedger::Cap::customer:
        return "budget of the customer";
    case BudgetLedger::Cap::day:
        return "budget of the day";
    case BudgetLedger::Cap::none:
        break;
    }
    return "budget";
}

// What is reserved; leaving scope settles it with what has been spent until then.
class Reserved
{
public:
    Reserved(
        std::shared_ptr<BudgetLedger> ledger,
        std::shared_ptr<ModelStats> stats,
        Asker asker,
        double amount,
        const Clock& clock
    )
        : ledger_(std::move(ledger)),
          stats_(std::move(stats)),
          asker_(std::move(asker)),
          amount_(amount),
          clock_(clock)
    {}
    Reserved(const Reserved&) = delete;
    Reserved& operator=(const Reserved&) = delete;
    ~Reserved()
    {
        ledger_->settle(asker_, amount_, spent, clock_.wall());
        stats_->spent += spent;
    }

    double spent = 0;

private:
    std::shared_ptr<BudgetLedger> ledger_;
    std::shared_ptr<ModelStats> stats_;
    Asker asker_;
    double amount_;
    const Clock& clock_;
};

class WithBudget final : public LanguageModel
{
public:
    WithBudget(
        LanguageModel& model,
        BudgetSettings settings,
        std::shared_ptr<BudgetLedger> ledger,
        const ModelTools& tools,
        std::shared_ptr<ModelStats> stats
    )
        : model_(model),
          settings_(settings),
          ledger_(std::move(ledger)),
          tools_(tools),
          stats_(std::move(stats))
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        const double asked = prompt_tokens(request);
        const double most = cost(asked, double(settings_.max_tokens));
        const auto cap = ledger_->reserve(request.asker, most, tools_.clock.wall());
        if (cap != BudgetLedger::Cap::none) {
            ++stats_->turned_away_budget;
            co_return fail(Errc::forbidden, cap_name(cap));
        }
        Reserved reserved(ledger_, stats_, request.asker, most, tools_.clock);
        // Whoever gives up in the middle has most likely paid for the prompt.
        reserved.spent = cost(asked, 0);
        std::size_t said = 0;
        const DeltaSink counting = [&](std::string_view text) {
            said += text.size();
            reserved.spent = cost(asked, double(said) / bytes_per_token);
            sink(text);
        };
        auto result = co_await model_.answer(std::move(request), counting, std::move(stop));
        if (result && result->prompt_tokens + result->answer_tokens > 0) {
            reserved.spent = cost(double(result->prompt_tokens), double(result->answer_tokens));
            stats_->prompt_tokens += result->prompt_tokens;
            stats_->answer_tokens += result->answer_tokens;
        } else if (result || said > 0) {
            stats_->prompt_tokens += std::uint64_t(asked);
            stats_->answer_tokens += std::uint64_t(double(said) / bytes_per_token);
        } else if (result.error().code != Errc::cancelled &&
                   result.error().code != Errc::deadline_exceeded) {
            reserved.spent = 0; // refused, and nobody bills a refusal
        }
        co_return result;
    }

    std::string_view name() const override { return model_.name(); }
    Millis rest() const override { return model_.rest(); }

private:
    [[nodiscard]] double cost(double prompt, double answer) const
    {
        return (prompt * settings_.price.input + answer * settings_.price.output) / 1e6;
    }

    LanguageModel& model_;
    BudgetSettings settings_;
    std::shared_ptr<BudgetLedger> ledger_;
    ModelTools tools_;
    std::shared_ptr<ModelStats> stats_;
};

} // namespace

std::unique_ptr<LanguageModel> with_budget(
    LanguageModel& model,
    BudgetSettings settings,
    std::shared_ptr<BudgetLedger> ledger,
    const ModelTools& tools,
    std::shared_ptr<ModelStats> stats
)
{
    return std::make_unique<WithBudget>(model, settings, std::move(ledger), tools, std::move(stats));
}

} // namespace tandem::bot
