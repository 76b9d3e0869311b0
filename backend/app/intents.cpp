#include "backend/app/intents.hpp"

#include "backend/bot/understanding/intents/intent_trainer.hpp"

namespace tandem::app {
namespace {

// More of them belong into a model: a start must not take longer than a moment.
constexpr std::size_t learnt_at_start = 5'000;

ConfigError wrong(const std::string& what) { return ConfigError("bot.intents: " + what); }

} // namespace

bool holds_examples(const std::filesystem::path& path)
{
    const auto ending = path.extension();
    return std::filesystem::is_directory(path) || ending == ".toml" || ending == ".csv" || ending == ".tsv";
}

std::unique_ptr<bot::IntentClassifier> create_intents(const Config& config)
{
    if (config.bot.intents.empty()) return nullptr;
    const std::filesystem::path path = config.bot.intents;
    if (!holds_examples(path)) {
        auto model = bot::load_model(path);
        if (!model) throw wrong(model.error().detail);
        return bot::create_intent_classifier(std::move(*model));
    }
    auto trained = bot::train_intents(intent_examples(config), {});
    if (!trained) throw wrong(trained.error().detail);
    return bot::create_intent_classifier(std::move(trained->model));
}

std::vector<bot::IntentExample> intent_examples(const Config& config)
{
    if (config.bot.intents.empty() || !holds_examples(config.bot.intents)) return {};
    auto examples = bot::read_examples(config.bot.intents);
    if (!examples) throw wrong(examples.error().detail);
    if (examples->size() > learnt_at_start) {
        throw wrong(
            config.bot.intents + " holds more than " + std::to_string(learnt_at_start) +
            " examples: train a model with `tandem train` and name that"
        );
    }
    return std::move(*examples);
}

} // namespace tandem::app
