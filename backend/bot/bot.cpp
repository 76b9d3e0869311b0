#include "backend/bot/bot.hpp"

namespace tandem::bot {
namespace {

class DefaultBot final : public Bot
{
public:
    DefaultBot(BotSettings settings, KnowledgeIndex& knowledge, LanguageModel& model, const Clock& clock)
        : settings_(settings),
          knowledge_(knowledge),
          model_(model),
          clock_(clock)
    {}

    Task<Result<TurnOutcome>> run(TurnInput input, DeltaSink sink, std::stop_token stop) override
    {
        AnswerRequest request;
        request.question = input.question;
        request.language = input.customer.language;
        request.deadline = input.deadline;
        if (auto found = co_await knowledge_.search(input.question, request.language, settings_.passages)) {
            request.passages = std::move(*found);
        }
        auto answer = co_await model_.answer(std::move(request), std::move(sink), stop);
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        TurnOutcome outcome;
        if (answer) {
            outcome.answer = std::move(*answer);
        } else {
            const bool late =
                input.deadline.passed(clock_) || answer.error().code == Errc::deadline_exceeded;
            outcome.escalate =
                late ? Escalation{protocol::Trigger::timeout, "The bot took too long."}
                     : Escalation{protocol::Trigger::model_failure, "The bot could not answer."};
        }
        co_return outcome;
    }

private:
    BotSettings settings_;
    KnowledgeIndex& knowledge_;
    LanguageModel& model_;
    const Clock& clock_;
};

} // namespace

std::unique_ptr<Bot>
create_bot(BotSettings settings, KnowledgeIndex& knowledge, LanguageModel& model, const Clock& clock)
{
    return std::make_unique<DefaultBot>(settings, knowledge, model, clock);
}

} // namespace tandem::bot
