#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"
#include "backend/util/asio.hpp"
#include "backend/util/deadline.hpp"
#include "shared/base/result.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// One earlier message as the model sees it.
struct ChatLine
{
    enum class From { customer, bot, agent, marker };
    From from = From::customer;
    std::string text;
};

struct AnswerRequest
{
    std::string question;          // the customer's open messages, joined by line feeds
    std::vector<ChatLine> history; // before the question, oldest first
    std::vector<Passage> passages; // what the answer may rest on, best first
    std::string language;          // of the customer, BCP 47; empty when unknown
    Deadline deadline;
};

struct AnswerResult
{
    protocol::AnswerOutcome outcome = protocol::AnswerOutcome::unknown;
    std::vector<protocol::Source> sources; // of the passages that were used
    std::string model;                     // which model spoke, for the log
    std::uint64_t prompt_tokens = 0;       // 0 when the provider does not say
    std::uint64_t answer_tokens = 0;
    bool truncated = false; // the stream ended without a finish reason, or by length
};

// Gets text as it comes: valid UTF-8, non-empty, whole characters.
using DeltaSink = std::function<void(std::string_view text)>;

// Something that answers. Promises:
// - the deltas joined are the answer; no delta after the call has resumed;
// - a stop request ends it at once (the connection upstream is closed) with `cancelled`; the deadline
//   likewise with `deadline_exceeded`;
// - nothing else than these errors: cancelled, deadline_exceeded, unavailable (not reachable, or broke
//   off), overloaded (429 and 5xx), forbidden (the provider refuses us: key, quota), bad_request (it
//   answered something that is none). After an error the deltas so far are void.
// Called and resumed on the loop's thread.
class LanguageModel
{
public:
    virtual ~LanguageModel() = default;
    [[nodiscard]] virtual Task<Result<AnswerResult>>
    answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) = 0;
    [[nodiscard]] virtual std::string_view name() const = 0;
};

} // namespace tandem::bot
