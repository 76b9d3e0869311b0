#include "backend/bot/models/anthropic.hpp"

#include "backend/bot/models/anthropic_stream.hpp"
#include "backend/bot/models/http_provider.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tandem::bot {

namespace {

namespace json = boost::json;

std::string body_of(const AnthropicSettings& settings, const AnswerRequest& request)
{
    json::object body{{"model", settings.model}, {"max_tokens", settings.max_tokens}, {"stream", true}};
    json::array messages;
    for (const ChatMessage& message : answer_prompt(settings.prompt.text, request)) {
        if (message.role == "system") {
            body["system"] = message.content;
            continue;
        }
        // The first word must be the customer's.
        if (messages.empty() && message.role == "assistant")
            messages.push_back(
                json::object{{"role", "user"}, {"content", "[The conversation began before.]"}}
            );
        messages.push_back(json::object{{"role", message.role}, {"content", message.content}});
    }
    body["messages"] = std::move(messages);
    return json::serialize(body);
}

} // namespace

std::unique_ptr<LanguageModel>
create_anthropic(AnthropicSettings settings, net::HttpClient& client, const Clock& clock)
{
    HttpProvider provider;
    provider.model = settings.model;
    provider.url = settings.base_url + "/v1/messages";
    provider.headers = {{"anthropic-version", settings.version}};
    if (!settings.api_key.empty()) provider.headers.emplace_back("x-api-key", settings.api_key);
    provider.prompt = settings.prompt.name;
    provider.first_byte_time = settings.first_byte_time;
    provider.idle_time = settings.idle_time;
    provider.reader = [] { return std::make_unique<AnthropicStream>(); };
    provider.body = [settings = std::move(settings)](const AnswerRequest& request) {
        return body_of(settings, request);
    };
    return create_http_model(std::move(provider), client, clock);
}

} // namespace tandem::bot
