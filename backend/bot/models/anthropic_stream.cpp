#include "backend/bot/models/anthropic_stream.hpp"

#include "backend/bot/models/provider_errors.hpp"
#include "backend/bot/models/provider_json.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

namespace json = boost::json;

Errc meaning(const json::object& document, int status)
{
    const auto* error = object_in(document, "error");
    if (error == nullptr) return chat_error(status, {});
    const auto* details = object_in(*error, "details");
    const auto code = details == nullptr ? std::string_view() : text_in(*details, "error_code");
    // A spend limit comes as a rate limit, and does not pass.
    if (code == "enforced_spend_limit_reached") return Errc::forbidden;
    return chat_error(status, text_in(*error, "type"));
}

std::uint64_t input_tokens(const json::object& usage)
{
    return count_in(usage, "input_tokens") + count_in(usage, "cache_creation_input_tokens") +
           count_in(usage, "cache_read_input_tokens");
}

std::string whole_text(const json::object& message)
{
    std::string text;
    const auto* content = message.if_contains("content");
    const auto* blocks = content == nullptr ? nullptr : content->if_array();
    if (blocks == nullptr) return text;
    for (const auto& block : *blocks) {
        const auto* object = block.if_object();
        if (object != nullptr && text_in(*object, "type") == "text") text += text_in(*object, "text");
    }
    return text;
}

} // namespace

Result<std::string> AnthropicStream::feed(std::string_view data)
{
    if (done_ || data.empty()) return std::string();
    const auto event = parse_object(data);
    if (!event) return fail(Errc::bad_request, "not a JSON object");
    const auto type = text_in(*event, "type");
    if (type == "error") return fail(meaning(*event, 0), "error in the stream");

    std::string text;
    const json::object* usage = object_in(*event, "usage");
    std::string_view reason;
    if (type == "message_start") {
        const auto* message = object_in(*event, "message");
        if (message != nullptr) usage = object_in(*message, "usage");
        anything_ = true;
    } else if (type == "content_block_delta") {
        const auto* delta = object_in(*event, "delta");
        if (delta != nullptr && text_in(*delta, "type") == "text_delta") text = text_in(*delta, "text");
    } else if (type == "content_block_start") {
        const auto* block = object_in(*event, "content_block");
        if (block != nullptr && text_in(*block, "type") == "text") text = text_in(*block, "text");
    } else if (type == "message_delta") {
        const auto* delta = object_in(*event, "delta");
        if (delta != nullptr) reason = text_in(*delta, "stop_reason");
    } else if (type == "message_stop") {
        done_ = true;
    } else if (type == "message") {
        anything_ = true;
        done_ = true;
        text = whole_text(*event);
        reason = text_in(*event, "stop_reason");
    }
    if (usage != nullptr) { // cumulative, and the input's is told at the start only by some
        prompt_tokens_ = std::max(prompt_tokens_, input_tokens(*usage));
        answer_tokens_ = std::max(answer_tokens_, count_in(*usage, "output_tokens"));
    }
    if (!reason.empty()) stop_reason_ = reason;
    if (stop_reason_ == "refusal") return fail(Errc::bad_request, "the model refused");
    return text;
}

Errc AnthropicStream::refusal(int status, std::string_view document) const
{
    const auto parsed = parse_object(document);
    return parsed ? meaning(*parsed, status) : chat_error(status, {});
}

} // namespace tandem::bot
