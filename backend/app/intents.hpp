#pragma once

#include "backend/app/config.hpp"
#include "backend/bot/understanding/intents/examples.hpp"
#include "backend/bot/understanding/intents/intent_classifier.hpp"

#include <memory>

namespace tandem::app {

// What `bot.intents` names: a model is read, examples are learnt, which blocks for a moment. Null when it
// names nothing. Throws ConfigError with what is wrong with it.
[[nodiscard]] std::unique_ptr<bot::IntentClassifier> create_intents(const Config& config);

// The examples that `bot.intents` names; none when it names a model or nothing. Throws as above.
[[nodiscard]] std::vector<bot::IntentExample> intent_examples(const Config& config);

} // namespace tandem::app
