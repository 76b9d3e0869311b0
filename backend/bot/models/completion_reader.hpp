#pragma once

#include "shared/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::bot {

// Reads one answer in a provider's own words. Pure: fed with the `data` of each server-sent event, or with
// a whole answer in one JSON document.
class CompletionReader
{
public:
    virtual ~CompletionReader() = default;

    // The new answer text of this piece, possibly empty. An error ends the answer: what the provider's
    // error means (see chat_error), or bad_request when it is none of its answers, or one that it refused
    // to give.
    [[nodiscard]] virtual Result<std::string> feed(std::string_view data) = 0;

    // As an HTTP status that is not 200 comes with this document: what it means.
    [[nodiscard]] virtual Errc refusal(int status, std::string_view document) const = 0;

    [[nodiscard]] virtual bool done() const = 0;                   // the formal end came
    [[nodiscard]] virtual bool complete() const = 0;               // nothing of the answer is missing
    [[nodiscard]] virtual bool truncated() const = 0;              // it ended before it was finished
    [[nodiscard]] virtual bool anything() const = 0;               // at least one well-formed piece came
    [[nodiscard]] virtual std::uint64_t prompt_tokens() const = 0; // 0: not told
    [[nodiscard]] virtual std::uint64_t answer_tokens() const = 0;
};

} // namespace tandem::bot
