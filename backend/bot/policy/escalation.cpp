#include "backend/bot/policy/escalation.hpp"

namespace tandem::bot {
namespace {

using protocol::Trigger;

constexpr auto upset_text = "The customer is upset.";
constexpr auto failed_text = "The bot had no answer twice in a row.";
constexpr auto repeated_text = "The customer asked the same again after the bot's answer.";

bool failed_enough(int failed_turns, bool choices) { return failed_turns >= (choices ? 2 : 1); }

} // namespace

std::optional<Escalation> escalate_instead(const Understood& understood)
{
    if (understood.asked_for_person)
        return Escalation{Trigger::customer_request, "The customer asked for a person."};
    if (understood.upset && !understood.confident)
        return Escalation{Trigger::negative_sentiment, upset_text};
    if (understood.repeated) return Escalation{Trigger::repeated_failure, repeated_text};
    if (!understood.confident && failed_enough(understood.failed_turns, understood.choices))
        return Escalation{Trigger::repeated_failure, failed_text};
    return std::nullopt;
}

std::optional<Escalation> escalate_after(const Answered& answered)
{
    const bool said_something = answered.outcome == protocol::AnswerOutcome::answered;
    if (said_something && answered.handoff) {
        return Escalation{Trigger::policy, "A matter for a person: " + answered.article_title + "."};
    }
    if (answered.truncated) return Escalation{Trigger::model_failure, "The bot's answer was cut short."};
    if (answered.upset) return Escalation{Trigger::negative_sentiment, upset_text};
    if (answered.outcome == protocol::AnswerOutcome::unanswered &&
        failed_enough(answered.failed_turns, answered.choices)) {
        return Escalation{Trigger::repeated_failure, failed_text};
    }
    return std::nullopt;
}

Escalation escalate_failure(Errc error)
{
    if (error == Errc::deadline_exceeded) return {Trigger::timeout, "The bot took too long to answer."};
    return {Trigger::model_failure, "The bot could not answer: " + std::string(errc_name(error)) + "."};
}

} // namespace tandem::bot
