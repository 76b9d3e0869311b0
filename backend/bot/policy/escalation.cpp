#include "backend/bot/policy/escalation.hpp"

namespace tandem::bot {
namespace {

using protocol::Trigger;

constexpr auto upset_text = "The customer is upset.";
constexpr auto repeated_text = "The bot had no answer twice in a row.";

} // namespace

std::optional<Escalation> escalate_instead(const Understood& understood)
{
    if (understood.asked_for_person)
        return Escalation{Trigger::customer_request, "The customer asked for a person."};
    if (understood.confident) return std::nullopt;
    if (understood.upset) return Escalation{Trigger::negative_sentiment, upset_text};
    if (understood.failed_turns >= 1) return Escalation{Trigger::repeated_failure, repeated_text};
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
    if (answered.outcome == protocol::AnswerOutcome::unanswered && answered.failed_turns >= 1) {
        return Escalation{Trigger::repeated_failure, repeated_text};
    }
    return std::nullopt;
}

Escalation escalate_failure(Errc error)
{
    if (error == Errc::deadline_exceeded) return {Trigger::timeout, "The bot took too long to answer."};
    return {Trigger::model_failure, "The bot could not answer: " + std::string(errc_name(error)) + "."};
}

} // namespace tandem::bot
