#pragma once

#include "backend/bot/models/language_model.hpp"

#include <string>
#include <vector>

namespace tandem::bot {

// One message as the chat completions API knows it: `system`, `user` or `assistant`.
struct ChatMessage
{
    std::string role;
    std::string content;
    friend bool operator==(const ChatMessage&, const ChatMessage&) = default;
};

// The messages that ask a model for an answer: the instructions of the template with the sources in
// numbered blocks, the conversation so far, the question. Whatever in sources or conversation looks like a
// block's delimiter is defused, so that text of others cannot pose as ours. Pure.
[[nodiscard]] std::vector<ChatMessage>
answer_prompt(std::string_view instructions, const AnswerRequest& request);

// Numbers in square brackets that occur in an answer and stand for one of `passages`, as sources, each
// once, in the order of appearance.
[[nodiscard]] std::vector<protocol::Source>
cited_sources(std::string_view answer, const std::vector<Passage>& passages);

} // namespace tandem::bot
