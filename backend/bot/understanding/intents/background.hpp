#pragma once

#include "backend/bot/understanding/intents/examples.hpp"

#include <string>
#include <vector>

namespace tandem::bot {

// The off-topic messages that come with the product, less those that are like one of the examples: "what is
// the weather" is off topic for a shop and the very topic of a weather service.
[[nodiscard]] std::vector<std::string> background_for(const std::vector<IntentExample>& examples);

} // namespace tandem::bot
