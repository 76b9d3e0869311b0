#include "backend/app/language_models.hpp"

#include "backend/bot/models/decorators.hpp"
#include "backend/bot/models/extractive.hpp"
#include "backend/bot/models/openai_compatible.hpp"
#include "shared/base/random.hpp"

namespace tandem::app {

LanguageModels create_language_models(const Config& config, asio::io_context& loop, const Clock& clock)
{
    LanguageModels models;
    models.parts_.push_back(bot::create_extractive_model(
        {.confident = config.bot.confident, .words_per_second = unsigned(config.model.words_per_second)},
        clock
    ));
    if (config.model.kind != "openai") return models;

    models.http = net::create_http_client(loop, {.ca_file = config.model.ca_file});
    bot::OpenAiSettings settings;
    settings.base_url = config.model.base_url;
    settings.model = config.model.name;
    settings.api_key = config.model.api_key;
    settings.max_tokens = config.model.max_tokens;
    settings.first_byte_time = Millis(config.model.first_byte_ms);
    auto& knowledge_only = *models.parts_.back();
    models.parts_.push_back(bot::create_openai_compatible(settings, *models.http, clock, system_random()));
    models.parts_.push_back(bot::with_limits(
        *models.parts_.back(),
        std::size_t(config.model.concurrent),
        std::size_t(config.model.waiting),
        clock
    ));
    if (config.model.fallback)
        models.parts_.push_back(bot::with_fallback(*models.parts_.back(), knowledge_only, clock));
    return models;
}

} // namespace tandem::app
