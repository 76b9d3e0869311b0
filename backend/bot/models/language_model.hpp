#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"
#include "backend/util/asio.hpp"
#include "backend/util/deadline.hpp"
#include "shared/base/result.hpp"
#include "shared/protocol/vocabulary.hpp"

#include <functional>
#include <optional>
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

// Who waits for the answer. Where places are few, a customer goes before an agent, an agent before work
// that nobody waits for.
enum class Purpose { customer, agent, batch };

// For whom it is, so that one customer cannot take the places or the budget of all. Never part of what a
// provider is sent.
struct Asker
{
    std::string conversation_id;
    std::string customer_id;
    Purpose purpose = Purpose::customer;
};

// What an answer that may be given to others as well depends on beside the question.
struct CacheScope
{
    std::string knowledge_version;
    std::string audience;
};

struct AnswerRequest
{
    Asker asker;
    std::optional<CacheScope> cache; // set when neither the conversation nor the customer matters
    std::string question;            // the customer's open messages, joined by line feeds
    std::vector<ChatLine> history;   // before the question, oldest first
    std::vector<Passage> passages;   // what the answer may rest on, best first
    std::string language;            // of the customer, BCP 47; empty when unknown
    Deadline deadline;
};

struct AnswerResult
{
    protocol::AnswerOutcome outcome = protocol::AnswerOutcome::unknown;
    std::vector<protocol::Source> sources; // of the passages that were used
    std::string model;                     // which model spoke, for the log
    std::uint64_t prompt_tokens = 0;       // 0 when the provider does not say
    std::uint64_t answer_tokens = 0;
    std::string prompt;       // the template's name and version, for the log; empty: none was used
    std::size_t withheld = 0; // sentences that were not said because nothing supports them
    bool from_cache = false;
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

    // How long it is certain to refuse: the provider asked to be left alone, or a breaker is open. 0: it
    // may be asked.
    [[nodiscard]] virtual Millis rest() const { return Millis(0); }
};

} // namespace tandem::bot
