#include "backend/bot/models/chat_stream.hpp"

#include <boost/json/parse.hpp>
#include <charconv>
#include <cmath>

namespace tandem::bot {

namespace {

namespace json = boost::json;

std::string_view text_of(const json::value* value)
{
    if (value == nullptr || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

const json::object* object_in(const json::object& from, const char* key)
{
    const auto* found = from.if_contains(key);
    return found == nullptr ? nullptr : found->if_object();
}

std::uint64_t count_in(const json::object& from, const char* key)
{
    const auto* found = from.if_contains(key);
    return found != nullptr && found->is_int64() && found->get_int64() > 0
               ? std::uint64_t(found->get_int64())
               : 0;
}

std::string code_text(const json::object& error)
{
    const auto* code = error.if_contains("code");
    if (code != nullptr && code->is_string()) return std::string(text_of(code));
    return std::string(text_of(error.if_contains("type")));
}

int code_number(const json::object& error)
{
    const auto* code = error.if_contains("code");
    return code != nullptr && code->is_int64() ? int(code->get_int64()) : 0;
}

std::optional<double> as_number(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0)
        return std::nullopt;
    return value;
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
    json::error_code ec;
    const auto parsed = json::parse(json::string_view(data.data(), data.size()), ec);
    const auto* piece = ec ? nullptr : parsed.if_object();
    if (piece == nullptr) return fail(Errc::bad_request, "not a JSON object");
    if (const auto* error = object_in(*piece, "error"))
        return fail(chat_error(code_number(*error), code_text(*error)), "error in the stream");

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
    if (const auto reason = text_of(choice->if_contains("finish_reason")); !reason.empty())
        finish_reason_ = reason;

    // `delta` in a stream, `message` in a whole completion.
    const auto* content = object_in(*choice, "delta");
    if (content == nullptr) content = object_in(*choice, "message");
    return content == nullptr ? std::string() : std::string(text_of(content->if_contains("content")));
}

Errc chat_error(int status, std::string_view type_or_code)
{
    if (type_or_code == "insufficient_quota" || type_or_code == "invalid_api_key") return Errc::forbidden;
    if (type_or_code == "rate_limit_exceeded" || type_or_code == "slow_down" ||
        type_or_code == "server_is_overloaded" || type_or_code == "overloaded_error") {
        return Errc::overloaded;
    }
    switch (status) {
    case 401:
    case 402:
    case 403:
        return Errc::forbidden;
    case 408:
    case 409:
    case 429:
        return Errc::overloaded;
    default:
        break;
    }
    if (status >= 500) return Errc::overloaded;
    if (status >= 400) return Errc::bad_request;
    return Errc::unavailable;
}

std::optional<std::int64_t>
retry_after_ms(std::string_view retry_after_ms_header, std::string_view retry_after_header)
{
    if (const auto ms = as_number(retry_after_ms_header)) return std::int64_t(*ms);
    if (const auto seconds = as_number(retry_after_header)) return std::int64_t(*seconds * 1000);
    return std::nullopt;
}

} // namespace tandem::bot
