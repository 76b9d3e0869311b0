#pragma once

#include "backend/app/config.hpp"
#include "backend/bot/understanding/intents/examples.hpp"
#include "backend/bot/understanding/intents/intent_classifier.hpp"

#include <filesystem>
#include <memory>

namespace tandem::app {

// What `bot.intents` names: a model is read, examples are learnt, which blocks for a moment. Null when it
// names nothing. Throws ConfigError with what is wrong with it.
[[nodiscard]] std::unique_ptr<bot::IntentClassifier> create_intents(const Config& config);

// The examples that `bot.intents` names; none when it names a model or nothing. Throws as above.
[[nodiscard]] std::vector<bot::IntentExample> intent_examples(const Config& config);

// Whether a path holds examples (a TOML, CSV or TSV file or a folder of them) rather than a model.
[[nodiscard]] bool holds_examples(const std::filesystem::path& path);

} // namespace tandem::app
