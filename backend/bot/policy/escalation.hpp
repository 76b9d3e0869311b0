#pragma once

#include "shared/base/errc.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <optional>
#include <string>

namespace tandem::bot {

// A person is needed. `reason_text` is one line for the agent.
struct Escalation
{
    protocol::Trigger trigger = protocol::Trigger::unknown;
    std::string reason_text;
};

// What is known before the model is asked.
struct Understood
{
    bool asked_for_person = false;
    bool upset = false;
    bool confident = false; // the best passage may be quoted
    bool choices = false;   // there is something the customer may have meant
    bool repeated = false;  // asked and answered before, in the same words
    int failed_turns = 0;   // answers in a row before this that were none
};

// A person instead of an answer. In this order:
//   asked for a person                          customer_request
//   upset, and nothing to answer with           negative_sentiment
//   the answer was given before                 repeated_failure
//   nothing to answer with, as the time before  repeated_failure
// A customer who can be asked what was meant counts as a failure only the second time in a row.
[[nodiscard]] std::optional<Escalation> escalate_instead(const Understood& understood);

// What the model made of it.
struct Answered
{
    bool upset = false;
    bool handoff = false; // the article that was used says so
    std::string article_title;
    bool truncated = false; // it ended in the middle
    bool choices = false;   // the customer is asked what was meant
    int failed_turns = 0;
    protocol::AnswerOutcome outcome = protocol::AnswerOutcome::unknown;
};

// A person after the answer. In this order:
//   an article whose matter ends with a person  policy
//   cut off in the middle                       model_failure
//   upset                                       negative_sentiment
//   unanswered, as the time before              repeated_failure
[[nodiscard]] std::optional<Escalation> escalate_after(const Answered& answered);

// A person because there is no answer: deadline_exceeded is timeout, all else model_failure.
[[nodiscard]] Escalation escalate_failure(Errc error);

} // namespace tandem::bot
