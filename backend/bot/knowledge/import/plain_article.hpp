#pragma once

#include "backend/bot/knowledge/import/article_source.hpp"

#include <expected>
#include <string_view>

namespace tandem::bot {

// Markdown with front matter is read by parse_article. Without it the first heading, or else the first
// line, is the title and the rest the body.
[[nodiscard]] std::expected<Article, ArticleError>
markdown_article(const ArticleOrigin& origin, std::string_view text);

// Plain text, and what a program made of a page: paragraphs are parted by empty lines, and a short
// paragraph of one line without a full stop is a heading. The first one is the title.
[[nodiscard]] std::expected<Article, ArticleError>
plain_article(const ArticleOrigin& origin, std::string_view text);

} // namespace tandem::bot
