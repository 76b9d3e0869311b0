#include "backend/bot/models/openai_compatible.hpp"

#include "backend/bot/models/chat_stream.hpp"
#include "backend/bot/models/http_provider.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tandem::bot {

namespace {

namespace json = boost::json;

std::string body_of(const OpenAiSettings& settings, const AnswerRequest& request)
{
    json::array messages;
    for (const ChatMessage& message : answer_prompt(settings.prompt.text, request)) {
        const bool rename = settings.newest_names && message.role == "system";
        messages.push_back(
            json::object{{"role", rename ? "developer" : message.role}, {"content", message.content}}
        );
    }
    json::object body{
        {"model", settings.model},
        {"messages", std::move(messages)},
        {"stream", true},
        {"stream_options", json::object{{"include_usage", true}}},
    };
    body[settings.newest_names ? "max_completion_tokens" : "max_tokens"] = settings.max_tokens;
    return json::serialize(body);
}

} // namespace

std::unique_ptr<LanguageModel>
create_openai_compatible(OpenAiSettings settings, net::HttpClient& client, const Clock& clock)
{
    HttpProvider provider;
    provider.model = settings.model;
    provider.url = settings.base_url + "/chat/completions";
    if (!settings.api_key.empty()) provider.headers = {{"authorization", "Bearer " + settings.api_key}};
    provider.prompt = settings.prompt.name;
    provider.first_byte_time = settings.first_byte_time;
    provider.idle_time = settings.idle_time;
    provider.reader = [] { return std::make_unique<ChatStream>(); };
    provider.body = [settings = std::move(settings)](const AnswerRequest& request) {
        return body_of(settings, request);
    };
    return create_http_model(std::move(provider), client, clock);
}

} // namespace tandem::bot
