#pragma once

#include "backend/app/config.hpp"
#include "backend/bot/models/language_model.hpp"
#include "backend/net/http_client.hpp"

#include <memory>
#include <vector>

namespace tandem::app {

// The models that the configuration asks for, one around the other: provider, its limits, the fallback.
class LanguageModels
{
public:
    // What the bot talks to.
    [[nodiscard]] bot::LanguageModel& answering() { return *parts_.back(); }

    std::unique_ptr<net::HttpClient> http;                   // of providers
    std::vector<std::unique_ptr<bot::LanguageModel>> parts_; // the innermost first
};

[[nodiscard]] LanguageModels
create_language_models(const Config& config, asio::io_context& loop, const Clock& clock);

} // namespace tandem::app
