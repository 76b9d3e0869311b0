#pragma once

#include "backend/bot/models/language_model.hpp"
#include "backend/bot/models/prompt.hpp"
#include "backend/net/http_client.hpp"
#include "shared/base/time.hpp"

#include <memory>
#include <string>

namespace tandem::bot {

struct OpenAiSettings
{
    std::string base_url; // up to and including /v1, as the server documents it
    std::string model;
    std::string api_key; // empty: no Authorization header
    std::int64_t max_tokens = 600;
    bool newest_names = false; // max_completion_tokens and the developer role, which OpenAI's own newer
                               // models want instead of max_tokens and the system role
    Millis first_byte_time{15'000};
    Millis idle_time{20'000}; // between two pieces
    PromptTemplate prompt = answer_template();
};

// Any server with the chat completions API, streaming: OpenAI, vLLM, llama.cpp, Ollama, a gateway. `client`
// and `clock` outlive the model.
[[nodiscard]] std::unique_ptr<LanguageModel>
create_openai_compatible(OpenAiSettings settings, net::HttpClient& client, const Clock& clock);

} // namespace tandem::bot
