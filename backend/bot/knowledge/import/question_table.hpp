#pragma once

#include "backend/bot/knowledge/import/article_source.hpp"

#include <string_view>

namespace tandem::bot {

// A table of questions and answers (RFC 4180; comma, semicolon or tab, by its first line). Columns by name:
// `question` and `answer`, and where present `id`, `topic`, `locale`, `visibility`. Rows with the same
// answer, topic and locale are one article: its first question is the title, the others are examples.
[[nodiscard]] ReadArticles question_table(const ArticleOrigin& origin, std::string_view table);

} // namespace tandem::bot
