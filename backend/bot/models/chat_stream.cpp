#include "backend/bot/models/chat_stream.hpp"

#include "backend/bot/models/provider_errors.hpp"
#include "backend/bot/models/provider_json.hpp"

namespace tandem::bot {

namespace {

namespace json = boost::json;

// What a member `error` means, which is an object as a rule and a string now and then; nothing when there
// is none.
std::optional<Errc> error_in(const json::object& piece, int status)
{
    const auto* error = piece.if_contains("error");
    if (error == nullptr || error->is_null()) return std::nullopt;
    const auto* object = error->if_object();
    if (object == nullptr) return chat_error(status, {});
    auto name = text_in(*object, "code");
    if (name.empty()) name = text_in(*object, "type");
    const auto number = int(count_in(*object, "code"));
    return chat_error(number != 0 ? number : status, name);
}

} // namespace

Result<std::string> ChatStream::feed(std::string_view data)
{
    if (done_) return std::string(); // noise after the end
    while (!data.empty() && (data.front() == ' ' || data.front() == '\t'))
        data.remove_prefix(1);
    if (data.empty() || data.front() == ':') return std::string(); // a keep-alive in the shape of data
    if (data == "[DONE]") {
        done_ = true;
        return std::string();
    }
    const auto piece = parse_object(data);
    if (!piece) return fail(Errc::bad_request, "not a JSON object");
    if (const auto error = error_in(*piece, 0)) return fail(*error, "error in the stream");

    if (const auto* usage = object_in(*piece, "usage")) {
        prompt_tokens_ = count_in(*usage, "prompt_tokens");
        answer_tokens_ = count_in(*usage, "completion_tokens");
        anything_ = true;
    }
    const auto* choices = piece->if_contains("choices");
    if (choices == nullptr) return std::string();
    anything_ = true;
    const auto* list = choices->if_array();
    if (list == nullptr || list->empty()) return std::string();
    const auto* choice = list->front().if_object();
    if (choice == nullptr) return std::string();
    if (const auto reason = text_in(*choice, "finish_reason"); !reason.empty()) finish_reason_ = reason;
    if (finish_reason_ == "content_filter") return fail(Errc::bad_request, "the provider's filter");

    // `delta` in a stream, `message` in a whole completion.
    const auto* content = object_in(*choice, "delta");
    if (content == nullptr) content = object_in(*choice, "message");
    if (content == nullptr) return std::string();
    if (!text_in(*content, "refusal").empty()) return fail(Errc::bad_request, "the model refused");
    return std::string(text_in(*content, "content"));
}

Errc ChatStream::refusal(int status, std::string_view document) const
{
    const auto parsed = parse_object(document);
    const auto error = parsed ? error_in(*parsed, status) : std::nullopt;
    return error.value_or(chat_error(status, {}));
}

} // namespace tandem::bot
