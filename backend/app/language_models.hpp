#pragma once

#include "backend/app/config.hpp"
#include "backend/bot/answers/cached_model.hpp"
#include "backend/bot/answers/guards.hpp"
#include "backend/bot/models/decorators.hpp"
#include "backend/insight/metrics.hpp"
#include "backend/net/http_client.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tandem::app {

// The models that the configuration asks for, one around the other: each provider with its retry, breaker,
// queue and budget; the hedge; the fallback from one to the next; what keeps personal values from them and
// checks what they say; the fallback to the knowledge; the cache.
class LanguageModels
{
public:
    LanguageModels(const Config& config, asio::io_context& loop, const bot::ModelTools& tools);

    // What the bot talks to.
    [[nodiscard]] bot::LanguageModel& answering() { return *parts_.back(); }

    // Has the metrics read how the providers are. They must not be read when this is gone.
    void count(insight::Metrics& metrics) const;

private:
    struct Provider
    {
        std::string label;
        std::shared_ptr<bot::ModelStats> stats;
        std::shared_ptr<bot::Breaker> breaker;
        bot::LanguageModel* model;
    };

    bot::LanguageModel& providers_in_order(const Config::Model& config);
    bot::LanguageModel& guarded(bot::LanguageModel& providers, const Config& config);
    bot::LanguageModel& cached(bot::LanguageModel& inner, const Config::Model& config);
    bot::LanguageModel& keep(std::unique_ptr<bot::LanguageModel> part);
    bot::LanguageModel& create_client(const Config::Provider& config, asio::io_context& loop);
    void add_provider(const Config::Provider& config, asio::io_context& loop);
    std::string label_for(const std::string& model) const;
    void count_guards(insight::Metrics& metrics) const;
    static bot::ExtractiveSettings quoting(const Config& config);

    bot::ModelTools tools_;
    std::shared_ptr<bot::BudgetLedger> ledger_;
    std::vector<std::unique_ptr<net::HttpClient>> clients_;
    std::vector<std::unique_ptr<bot::LanguageModel>> parts_; // the innermost first
    std::vector<Provider> providers_;
    std::shared_ptr<bot::GuardStats> guard_stats_ = std::make_shared<bot::GuardStats>();
    std::shared_ptr<bot::AnswerCacheStats> cache_stats_ = std::make_shared<bot::AnswerCacheStats>();
};

} // namespace tandem::app
