#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"
#include "backend/bot/models/language_model.hpp"
#include "backend/bot/policy/escalation.hpp"
#include "backend/bot/understanding/intents/intent_classifier.hpp"
#include "backend/util/asio.hpp"
#include "backend/util/deadline.hpp"
#include "shared/base/ids.hpp"
#include "shared/base/result.hpp"
#include "shared/protocol/events.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace tandem::bot {

struct BotSettings
{
    // A best passage less likely to be the answer than this is none: the bot asks what was meant or says
    // that it does not know, and a person comes when that does not help.
    double confident = 0.65;
    std::size_t passages = 6;       // given to the model, best first
    std::size_t history_lines = 24; // earlier messages given to the model, the latest ones
};

// Stands for the seq of the message that is being answered, where it is not known yet; the conversation
// puts the number in when it stores the answer.
inline constexpr Seq this_question = (Seq(1) << 53U) - 1;

struct TurnInput
{
    ConversationId conversation_id;
    std::vector<protocol::Event> recent; // up to 60 last events before the question, oldest first
    std::string question;                // the customer's open messages joined by "\n"
    protocol::CustomerProfile customer;
    int failed_turns = 0; // answers in a row before this that were none
    Deadline deadline;
    // Suspends until the question is in the log and the time in which a second message would have joined it
    // is over; false when the turn was given up meanwhile. Nothing that changes the world may be done
    // before. Empty: there is nothing to wait for.
    std::function<Task<bool>()> settled;
};

struct TurnOutcome
{
    // Outcome, sources and model; the text went to the sink. Outcome unknown: what was streamed is void.
    // When the turn ends in an escalation instead of an answer, `sources` holds what had been found for the
    // question, for the packet.
    AnswerResult answer;
    // What the customer may have meant, and a person, when the answer was none and no person comes by
    // itself.
    std::optional<protocol::Offer> offer;
    // What came first of all that was found, used or not; none when nothing was looked for.
    std::optional<protocol::Source> best;
    // After the answer, or instead of it when nothing was streamed.
    std::optional<Escalation> escalate;
    // Where a routine matter stands after this answer, and what was called for it; stored with the answer.
    std::optional<protocol::FlowState> flow;
    std::vector<protocol::ToolCall> tools;
};

// Answers customers: understands, decides, answers. One per node; `run` may be called for many
// conversations at once. Called and resumed on the loop's thread.
class Bot
{
public:
    virtual ~Bot() = default;

    // Deltas go to `sink` while the call is pending. The only error is cancelled: a model that fails or is
    // late becomes an outcome with `escalate` set to model_failure or timeout, and the deltas streamed
    // before it are void.
    [[nodiscard]] virtual Task<Result<TurnOutcome>>
    run(TurnInput input, DeltaSink sink, std::stop_token stop) = 0;
};

// What is passed by reference outlives the bot. `intents` may be null; intents named like an article help
// to find it.
[[nodiscard]] std::unique_ptr<Bot> create_bot(
    BotSettings settings,
    KnowledgeIndex& knowledge,
    LanguageModel& model,
    const Clock& clock,
    const IntentClassifier* intents = nullptr
);

} // namespace tandem::bot
