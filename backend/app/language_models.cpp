#include "backend/app/language_models.hpp"

#include "backend/bot/models/anthropic.hpp"
#include "backend/bot/models/extractive.hpp"
#include "backend/bot/models/openai_compatible.hpp"

#include <algorithm>

namespace tandem::app {
namespace {

// What both kinds of providers are told in the same words.
template <class Settings>
Settings settings_from(const Config::Provider& config)
{
    Settings settings;
    settings.base_url = config.base_url;
    while (settings.base_url.ends_with('/'))
        settings.base_url.pop_back();
    settings.model = config.name;
    settings.api_key = config.api_key;
    settings.max_tokens = config.max_tokens;
    settings.first_byte_time = Millis(config.first_byte_ms);
    return settings;
}

} // namespace

LanguageModels::LanguageModels(const Config& config, asio::io_context& loop, const bot::ModelTools& tools)
    : tools_(tools),
      ledger_(std::make_shared<bot::BudgetLedger>(bot::BudgetCaps{
          .conversation = config.model.budget_conversation,
          .customer = config.model.budget_customer,
          .day = config.model.budget_day
      }))
{
    auto& knowledge_only = keep(bot::create_extractive_model(quoting(config), tools_.clock));
    if (config.model.kind == "extractive") return;

    add_provider(config.model, loop);
    for (const Config::Provider& provider : config.providers)
        add_provider(provider, loop);
    bot::LanguageModel* model = &guarded(providers_in_order(config.model), config);
    if (config.model.fallback) model = &keep(bot::with_fallback({model, &knowledge_only}, tools_.clock));
    cached(*model, config.model);
}

bot::ExtractiveSettings LanguageModels::quoting(const Config& config)
{
    return {.confident = config.bot.confident, .words_per_second = unsigned(config.model.words_per_second)};
}

bot::LanguageModel& LanguageModels::providers_in_order(const Config::Model& config)
{
    std::vector<bot::LanguageModel*> order;
    for (const Provider& provider : providers_)
        order.push_back(provider.model);
    if (config.hedge_ms > 0) {
        const bool two = order.size() > 1;
        bot::LanguageModel& hedged = keep(bot::with_hedge(
            *order[0],
            *order[two ? 1 : 0],
            {.after = Millis(config.hedge_ms), .share = config.hedge_share},
            tools_,
            providers_.front().stats
        ));
        order.erase(order.begin(), order.begin() + (two ? 2 : 1));
        order.insert(order.begin(), &hedged);
    }
    return keep(bot::with_fallback(std::move(order), tools_.clock));
}

bot::LanguageModel& LanguageModels::guarded(bot::LanguageModel& providers, const Config& config)
{
    auto& redacted = keep(bot::with_redaction(providers, guard_stats_));
    if (!config.model.grounding) return redacted;
    bot::GroundedSettings settings;
    settings.check.hosts = config.model.link_hosts;
    settings.quote = quoting(config);
    return keep(bot::with_grounding(redacted, std::move(settings), guard_stats_));
}

bot::LanguageModel& LanguageModels::cached(bot::LanguageModel& inner, const Config::Model& config)
{
    if (config.cache_entries == 0) return inner;
    bot::CachedModelSettings settings;
    settings.cache = {
        .entries = std::size_t(config.cache_entries),
        .keep = std::chrono::hours(config.cache_hours),
        .paraphrases = config.cache_paraphrases
    };
    settings.variant = bot::answer_template().name;
    for (const Provider& provider : providers_)
        settings.variant += "|" + provider.label;
    settings.words_per_second = unsigned(config.words_per_second) * 2;
    return keep(bot::with_answer_cache(inner, std::move(settings), tools_, cache_stats_));
}

bot::LanguageModel& LanguageModels::keep(std::unique_ptr<bot::LanguageModel> part)
{
    parts_.push_back(std::move(part));
    return *parts_.back();
}

bot::LanguageModel& LanguageModels::create_client(const Config::Provider& config, asio::io_context& loop)
{
    clients_.push_back(net::create_http_client(loop, {.ca_file = config.ca_file}));
    net::HttpClient& http = *clients_.back();
    if (config.kind == "anthropic") {
        auto settings = settings_from<bot::AnthropicSettings>(config);
        settings.version = config.api_version;
        return keep(bot::create_anthropic(std::move(settings), http, tools_.clock));
    }
    auto settings = settings_from<bot::OpenAiSettings>(config);
    settings.newest_names = config.newest_names;
    return keep(bot::create_openai_compatible(std::move(settings), http, tools_.clock));
}

void LanguageModels::add_provider(const Config::Provider& config, asio::io_context& loop)
{
    const auto stats = std::make_shared<bot::ModelStats>();
    const auto breaker = std::make_shared<bot::Breaker>(bot::BreakerSettings{
        .failures = int(config.breaker_failures), .open_time = std::chrono::seconds(config.breaker_seconds)
    });
    auto& client = create_client(config, loop);
    auto& retry = keep(bot::with_retry(client, {.retries = int(config.retries)}, tools_, stats));
    auto& guarded = keep(bot::with_breaker(retry, breaker, tools_, stats));
    const bot::LineSettings line{
        .concurrent = std::size_t(config.concurrent),
        .waiting = std::size_t(config.waiting),
        .waiting_per_customer = std::size_t(config.waiting_per_customer)
    };
    auto& queued = keep(bot::with_queue(guarded, line, tools_, stats));
    const bot::BudgetSettings budget{
        .price = {.input = config.input_price, .output = config.output_price},
        .max_tokens = config.max_tokens
    };
    auto& paid = keep(bot::with_budget(queued, budget, ledger_, tools_, stats));
    providers_.push_back({label_for(config.name), stats, breaker, &paid});
}

// The model's name, with a number when there is another of that name.
std::string LanguageModels::label_for(const std::string& model) const
{
    std::string label = model;
    for (int number = 2; std::ranges::find(providers_, label, &Provider::label) != providers_.end();
         ++number)
        label = model + " #" + std::to_string(number);
    return label;
}

void LanguageModels::count(insight::Metrics& metrics) const
{
    for (const Provider& provider : providers_) {
        const auto counter = [&](const char* name,
                                 const char* help,
                                 auto member,
                                 const char* reason = nullptr) {
            insight::Metrics::Labels labels{{"provider", provider.label}};
            if (reason != nullptr) labels["reason"] = reason;
            metrics.add_counter(
                name, help, [stats = provider.stats, member] { return double((*stats).*member); }, labels
            );
        };
        const auto gauge = [&](const char* name, const char* help, std::function<double()> read) {
            metrics.add_gauge(name, help, std::move(read), {{"provider", provider.label}});
        };
        using Stats = bot::ModelStats;
        counter("model_requests_total", "Requests to a provider, tries included", &Stats::asked);
        counter("model_answers_total", "Answers of a provider", &Stats::answered);
        counter("model_failures_total", "Questions that a provider failed", &Stats::failed);
        counter("model_retries_total", "Further tries", &Stats::retried);
        constexpr auto away = "model_turned_away_total";
        constexpr auto away_help = "Questions that a provider was not asked";
        counter(away, away_help, &Stats::turned_away_full, "queue_full");
        counter(away, away_help, &Stats::turned_away_late, "too_late");
        counter(away, away_help, &Stats::turned_away_budget, "budget");
        counter(away, away_help, &Stats::turned_away_breaker, "breaker");
        counter("model_hedges_total", "Second requests because the first was silent", &Stats::hedged);
        counter("model_hedges_won_total", "Second requests that spoke first", &Stats::hedges_won);
        counter("model_prompt_tokens_total", "Tokens of prompts", &Stats::prompt_tokens);
        counter("model_answer_tokens_total", "Tokens of answers", &Stats::answer_tokens);
        counter("model_cost_total", "What it has cost, in the currency of the prices", &Stats::spent);
        const auto stats = provider.stats;
        gauge("model_running", "Answers in progress at a provider", [stats] {
            return double(stats->running);
        });
        gauge("model_waiting", "Questions that wait for a provider", [stats] {
            return double(stats->waiting);
        });
        gauge(
            "model_breaker_open",
            "1 while a provider is left alone, 0.5 while it is tried again",
            [breaker = provider.breaker, &clock = tools_.clock] {
                const auto state = breaker->state(clock.steady());
                return state == bot::Breaker::State::open        ? 1
                       : state == bot::Breaker::State::half_open ? 0.5
                                                                 : 0;
            }
        );
    }
    if (!providers_.empty()) count_guards(metrics);
}

void LanguageModels::count_guards(insight::Metrics& metrics) const
{
    const auto guard = [&](const char* name, const char* help, std::uint64_t bot::GuardStats::* member) {
        metrics.add_counter(name, help, [stats = guard_stats_, member] {
            return double((*stats).*member);
        });
    };
    guard(
        "model_values_hidden_total", "Personal values kept from providers", &bot::GuardStats::values_hidden
    );
    guard(
        "model_sentences_said_total", "Sentences of models that were said", &bot::GuardStats::sentences_said
    );
    guard(
        "model_sentences_withheld_total",
        "Sentences of models that nothing supports",
        &bot::GuardStats::sentences_withheld
    );
    guard(
        "model_answers_replaced_total",
        "Answers of models of which nothing was left",
        &bot::GuardStats::answers_replaced
    );
    const auto cache = [&](const char* name,
                           const char* help,
                           std::uint64_t bot::AnswerCacheStats::* member,
                           const char* match = nullptr) {
        insight::Metrics::Labels labels;
        if (match != nullptr) labels["match"] = match;
        metrics.add_counter(
            name, help, [stats = cache_stats_, member] { return double((*stats).*member); }, labels
        );
    };
    using Stats = bot::AnswerCacheStats;
    constexpr auto hits = "answer_cache_hits_total";
    constexpr auto hits_help = "Questions that got a stored answer";
    cache("answer_cache_asked_total", "Questions that a stored answer would do for", &Stats::asked);
    cache(hits, hits_help, &Stats::hits_equal, "equal");
    cache(hits, hits_help, &Stats::hits_similar, "similar");
    cache(hits, hits_help, &Stats::joined, "in_flight");
    cache("answer_cache_saved_tokens_total", "Tokens that stored answers have saved", &Stats::saved_tokens);
}

} // namespace tandem::app
