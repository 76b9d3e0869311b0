#include "backend/bot/answers/guards.hpp"
#include "backend/bot/understanding/redaction/redaction.hpp"

#include <exception>
#include <optional>

namespace tandem::bot {
namespace {

// The customer's own lines are looked at together, because a value may be split between two of them.
AnswerRequest redacted(AnswerRequest request, Redaction& redaction)
{
    std::vector<std::string> own;
    for (const ChatLine& line : request.history) {
        if (line.from == ChatLine::From::customer) own.push_back(line.text);
    }
    own.push_back(request.question);
    auto hidden = redaction.redact_all(own);
    auto next = hidden.begin();
    for (ChatLine& line : request.history) {
        if (line.from == ChatLine::From::customer)
            line.text = std::move(*next++);
        else if (line.from != ChatLine::From::marker)
            line.text = redaction.redact(line.text);
    }
    request.question = std::move(*next);
    return request;
}

class Redacted final : public LanguageModel
{
public:
    Redacted(LanguageModel& model, std::shared_ptr<GuardStats> stats)
        : model_(model),
          stats_(std::move(stats))
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        Redaction redaction;
        std::optional<AnswerRequest> hidden;
        try {
            hidden = redacted(std::move(request), redaction);
        } catch (const std::exception&) {
            hidden.reset(); // nothing leaves that was not looked at
        }
        if (!hidden) co_return fail(Errc::unavailable, "redaction failed");
        stats_->values_hidden += redaction.size();

        Restorer restorer(redaction);
        const DeltaSink restoring = [&](std::string_view text) {
            if (const auto shown = restorer.feed(text); !shown.empty()) sink(shown);
        };
        auto result = co_await model_.answer(std::move(*hidden), restoring, std::move(stop));
        if (const auto rest = restorer.finish(); result && !rest.empty()) sink(rest);
        co_return result;
    }

    std::string_view name() const override { return model_.name(); }
    Millis rest() const override { return model_.rest(); }

private:
    LanguageModel& model_;
    std::shared_ptr<GuardStats> stats_;
};

} // namespace

std::unique_ptr<LanguageModel> with_redaction(LanguageModel& model, std::shared_ptr<GuardStats> stats)
{
    return std::make_unique<Redacted>(model, std::move(stats));
}

} // namespace tandem::bot
