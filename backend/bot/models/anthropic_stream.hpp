#pragma once

#include "backend/bot/models/completion_reader.hpp"

#include <string>

namespace tandem::bot {

// What the events of an Anthropic message stream amount to so far, or a whole message in one document. Text
// blocks are the answer; thinking, tool use and events or deltas that are not known are passed over. An
// answer is complete when its stop reason and `message_stop` have both come.
class AnthropicStream final : public CompletionReader
{
public:
    [[nodiscard]] Result<std::string> feed(std::string_view data) override;
    [[nodiscard]] Errc refusal(int status, std::string_view document) const override;

    [[nodiscard]] bool done() const override { return done_; }
    [[nodiscard]] bool complete() const override { return done_ && !stop_reason_.empty(); }
    [[nodiscard]] bool truncated() const override
    {
        return !complete() || (stop_reason_ != "end_turn" && stop_reason_ != "stop_sequence" &&
                               stop_reason_ != "tool_use");
    }
    [[nodiscard]] bool anything() const override { return anything_; }
    [[nodiscard]] std::uint64_t prompt_tokens() const override { return prompt_tokens_; }
    [[nodiscard]] std::uint64_t answer_tokens() const override { return answer_tokens_; }

private:
    bool done_ = false;
    bool anything_ = false;
    std::string stop_reason_;
    std::uint64_t prompt_tokens_ = 0;
    std::uint64_t answer_tokens_ = 0;
};

} // namespace tandem::bot
