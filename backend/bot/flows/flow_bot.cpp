#include "backend/bot/flows/flow_bot.hpp"

#include "backend/bot/history.hpp"
#include "backend/bot/understanding/person_request.hpp"

namespace tandem::bot {
namespace {

using protocol::AnswerOutcome;
using protocol::Trigger;

// The rest of the bot had nothing to say; in the middle of a flow that is no reason for a person yet.
bool only_helpless(const std::optional<Escalation>& escalation)
{
    return !escalation || escalation->trigger == Trigger::repeated_failure ||
           escalation->trigger == Trigger::low_confidence ||
           escalation->trigger == Trigger::model_failure || escalation->trigger == Trigger::timeout;
}

class FlowBot final : public Bot
{
public:
    FlowBot(Bot& inner, FlowPlayer& flows) : inner_(inner), flows_(flows) {}

    Task<Result<TurnOutcome>> run(TurnInput input, DeltaSink sink, std::stop_token stop) override
    {
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (asks_for_person(input.question) || is_upset(input.recent, input.question))
            co_return co_await inner_.run(std::move(input), std::move(sink), stop);

        auto played = co_await flows_.play(input, stop);
        if (!played) co_return fail(played);
        FlowTurn turn = std::move(*played);
        if (!turn.state) co_return co_await inner_.run(std::move(input), std::move(sink), stop);
        if (!turn.before.empty()) sink(turn.before);
        if (turn.done) co_return settled(std::move(turn));

        // Held back until it is known whether it is an answer: what has been shown cannot be taken back.
        if (!turn.question.empty()) input.question = turn.question;
        std::string text;
        auto inner =
            co_await inner_.run(std::move(input), [&text](std::string_view piece) { text += piece; }, stop);
        if (!inner) co_return fail(inner);
        co_return joined(std::move(turn), std::move(*inner), text, sink);
    }

private:
    static TurnOutcome settled(FlowTurn turn)
    {
        TurnOutcome outcome;
        outcome.answer.outcome = AnswerOutcome::answered;
        outcome.answer.model = "flow";
        outcome.escalate = std::move(turn.escalate);
        outcome.flow = std::move(turn.state);
        outcome.tools = std::move(turn.tools);
        return outcome;
    }

    static TurnOutcome
    joined(FlowTurn turn, TurnOutcome inner, const std::string& text, const DeltaSink& sink)
    {
        const bool nothing = inner.answer.outcome == AnswerOutcome::unknown || text.empty();
        const bool answered = !nothing && inner.answer.outcome != AnswerOutcome::unanswered;
        if (!answered && !turn.otherwise.empty() && only_helpless(inner.escalate)) {
            sink(turn.otherwise);
            turn.escalate = std::move(turn.give_up);
            turn.state = std::move(turn.otherwise_state);
            auto outcome = settled(std::move(turn));
            outcome.answer.outcome = AnswerOutcome::unanswered;
            return outcome;
        }
        const bool said_before = !turn.before.empty();
        if (!nothing) sink(said_before ? "\n\n" + text : text);
        if (nothing && said_before) {
            inner.answer.outcome = AnswerOutcome::answered; // the flow's own words stand
            inner.answer.model = "flow";
        }
        if (answered && !inner.escalate && !turn.after.empty()) sink("\n\n" + turn.after);
        inner.flow = std::move(turn.state);
        inner.tools = std::move(turn.tools);
        return inner;
    }

    Bot& inner_;
    FlowPlayer& flows_;
};

} // namespace

std::unique_ptr<Bot> create_flow_bot(Bot& inner, FlowPlayer& flows)
{
    return std::make_unique<FlowBot>(inner, flows);
}

} // namespace tandem::bot
