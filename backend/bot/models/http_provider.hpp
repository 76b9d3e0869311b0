#pragma once

#include "backend/bot/models/completion_reader.hpp"
#include "backend/bot/models/language_model.hpp"
#include "backend/net/http_client.hpp"
#include "shared/base/time.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tandem::bot {

// A provider that is asked with one POST and answers with server-sent events or one document.
struct HttpProvider
{
    std::string model; // its name, for the log
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers; // with the key
    std::string prompt;                                       // the template's name
    Millis first_byte_time{15'000};
    Millis idle_time{20'000}; // between two pieces
    std::function<std::string(const AnswerRequest&)> body;
    std::function<std::unique_ptr<CompletionReader>()> reader;
};

// One try for each question: with_retry is for more. A word that was given out before a failure is void, as
// for any model. While the provider asks to be left alone, `rest` says for how long. `client` and `clock`
// outlive the model.
[[nodiscard]] std::unique_ptr<LanguageModel>
create_http_model(HttpProvider provider, net::HttpClient& client, const Clock& clock);

} // namespace tandem::bot
