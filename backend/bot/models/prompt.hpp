#pragma once

#include "backend/bot/models/language_model.hpp"

#include <string>
#include <vector>

namespace tandem::bot {

// A file of resources/prompts without its extension, e.g. "answer.v1", and its text.
struct PromptTemplate
{
    std::string name;
    std::string text;
};

// The template of answers: the named version, or the newest when the name is empty. Throws
// std::invalid_argument when this build has no such version.
[[nodiscard]] PromptTemplate answer_template(std::string_view name = {});

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

} // namespace tandem::bot
