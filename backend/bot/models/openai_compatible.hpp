#pragma once

#include "backend/bot/models/language_model.hpp"
#include "backend/net/http_client.hpp"
#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

#include <memory>

namespace tandem::bot {

struct OpenAiSettings
{
    std::string base_url; // up to and including /v1, as the server documents it
    std::string model;
    std::string api_key; // empty: no Authorization header
    std::int64_t max_tokens = 600;
    bool max_completion_tokens =
        false; // the name that OpenAI's own newer models want instead of max_tokens
    Millis first_byte_time{15'000};
    Millis idle_time{20'000}; // between two pieces
    int retries = 2;          // before the first word only
};

// Any server with the chat completions API, streaming: OpenAI, vLLM, llama.cpp, Ollama, a gateway. Refusals
// that may pass (429, 5xx, a connection that could not be made) are tried again with jittered back-off or
// after the time the server names, as long as no word was given out and the deadline allows it. `client`
// and `clock` outlive the model.
[[nodiscard]] std::unique_ptr<LanguageModel> create_openai_compatible(
    OpenAiSettings settings, net::HttpClient& client, const Clock& clock, Random& random
);

} // namespace tandem::bot
