#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"
#include "backend/bot/understanding/intents/examples.hpp"

#include <span>
#include <string>
#include <vector>

namespace tandem::bot {

// Hangs examples of intents on the articles that have the intent's name, beside the article's own: what
// customers wrote finds an article better than what the house wrote. At most thirty an article, spread over
// all there are. Pure.
void attach_examples(std::vector<Article>& articles, std::span<const IntentExample> examples);

// The id that an intent's name stands for: intents are mostly named with underscores where ids of articles
// have hyphens. `ids` are in order.
[[nodiscard]] std::string article_named(std::span<const std::string> ids, std::string intent);

} // namespace tandem::bot
