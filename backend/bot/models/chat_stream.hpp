#pragma once

#include "backend/bot/models/completion_reader.hpp"

#include <string>

namespace tandem::bot {

// What the pieces of a chat completion stream amount to so far. Tolerates what compatible servers are known
// to do: content null, chunks with empty or null choices, usage in any chunk, keep-alives as data, errors
// as objects or strings inside a stream that began well, unknown members and finish reasons, no [DONE].
// Reasoning text and tool calls are never given out as answer text.
class ChatStream final : public CompletionReader
{
public:
    [[nodiscard]] Result<std::string> feed(std::string_view data) override;
    [[nodiscard]] Errc refusal(int status, std::string_view document) const override;

    [[nodiscard]] bool done() const override { return done_; } // [DONE] came
    [[nodiscard]] bool complete() const override { return !finish_reason_.empty(); }
    [[nodiscard]] bool truncated() const override
    {
        return finish_reason_.empty() || finish_reason_ == "length";
    }
    [[nodiscard]] bool anything() const override { return anything_; }
    [[nodiscard]] std::uint64_t prompt_tokens() const override { return prompt_tokens_; }
    [[nodiscard]] std::uint64_t answer_tokens() const override { return answer_tokens_; }

private:
    bool done_ = false;
    bool anything_ = false;
    std::string finish_reason_;
    std::uint64_t prompt_tokens_ = 0;
    std::uint64_t answer_tokens_ = 0;
};

} // namespace tandem::bot
