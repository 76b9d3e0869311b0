#include "tests/support/simulator/sim_bot.hpp"

#include "backend/util/sleep.hpp"

namespace tandem::simulator {

using protocol::AnswerOutcome;
using protocol::Trigger;

Task<Result<bot::TurnOutcome>> SimBot::run(bot::TurnInput input, bot::DeltaSink sink, std::stop_token stop)
{
    bot::TurnOutcome outcome;
    const auto mood = random_.below(20);
    if (mood == 0) {
        // Lost: only the watchdog of the turn ends it.
        while (!stop.stop_requested())
            co_await sleep_for(timers_, Millis(500));
        co_return fail(Errc::cancelled);
    }
    if (mood == 1) {
        co_await sleep_for(timers_, Millis(50));
        outcome.escalate = bot::Escalation{Trigger::model_failure, "The model failed."};
        co_return outcome;
    }
    const auto words = 1 + random_.below(12);
    for (std::uint64_t i = 0; i < words; ++i) {
        co_await sleep_for(timers_, Millis(5 + random_.below(60)));
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        sink("word" + std::to_string(i) + " ");
    }
    outcome.answer.outcome = mood < 5 ? AnswerOutcome::unanswered : AnswerOutcome::answered;
    outcome.answer.model = "simulated";
    if (mood < 5 && input.failed_turns > 0) {
        outcome.escalate = bot::Escalation{Trigger::repeated_failure, "The bot had no answer twice."};
    }
    co_return outcome;
}

} // namespace tandem::simulator
