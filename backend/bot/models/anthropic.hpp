#pragma once

#include "backend/bot/models/language_model.hpp"
#include "backend/bot/models/prompt.hpp"
#include "backend/net/http_client.hpp"
#include "shared/base/time.hpp"

#include <memory>
#include <string>

namespace tandem::bot {

struct AnthropicSettings
{
    std::string base_url; // without /v1
    std::string model;
    std::string api_key;
    std::string version =
        "2023-06-01"; // of the API; later ones refuse sampling parameters, and none is sent
    std::int64_t max_tokens = 600;
    Millis first_byte_time{15'000};
    Millis idle_time{20'000}; // between two pieces
    PromptTemplate prompt = answer_template();
};

// A server with Anthropic's messages API, streaming. `client` and `clock` outlive the model.
[[nodiscard]] std::unique_ptr<LanguageModel>
create_anthropic(AnthropicSettings settings, net::HttpClient& client, const Clock& clock);

} // namespace tandem::bot
