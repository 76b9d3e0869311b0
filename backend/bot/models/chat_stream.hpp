#pragma once

#include "shared/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::bot {

// What the pieces of a chat completion stream amount to so far. Pure: fed with the `data` of each
// server-sent event, or with a whole completion in one JSON document. Tolerates what compatible servers are
// known to do: content null, chunks with empty or null choices, usage in any chunk, keep-alives as data,
// unknown members and finish reasons, no [DONE]. Reasoning text is never given out.
class ChatStream
{
public:
    // The new answer text of this piece, possibly empty. Errors, after which the stream is dead:
    // bad_request when it is no completion at all; what `error` objects inside a stream mean (see
    // chat_error).
    [[nodiscard]] Result<std::string> feed(std::string_view data);

    [[nodiscard]] bool done() const { return done_; }                                 // [DONE] came
    [[nodiscard]] const std::string& finish_reason() const { return finish_reason_; } // empty: none came
    [[nodiscard]] bool anything() const { return anything_; } // at least one well-formed piece came
    [[nodiscard]] std::uint64_t prompt_tokens() const { return prompt_tokens_; }
    [[nodiscard]] std::uint64_t answer_tokens() const { return answer_tokens_; }

private:
    bool done_ = false;
    bool anything_ = false;
    std::string finish_reason_;
    std::uint64_t prompt_tokens_ = 0;
    std::uint64_t answer_tokens_ = 0;
};

// What an HTTP status, or an error object's code and type, mean to a caller of a model.
[[nodiscard]] Errc chat_error(int status, std::string_view type_or_code);

// How long a refused caller should wait: `retry-after-ms` or `retry-after` in seconds; nothing when neither
// is a number.
[[nodiscard]] std::optional<std::int64_t>
retry_after_ms(std::string_view retry_after_ms_header, std::string_view retry_after_header);

} // namespace tandem::bot
