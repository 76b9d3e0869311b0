#pragma once

#include "backend/bot/knowledge/import/article_source.hpp"

#include <optional>
#include <string_view>

namespace tandem::bot {

// The article of a web page as Markdown: the text of <main>, <article> or <body> without navigation, forms,
// scripts and what is hidden; headings, lists, tables, code and absolute links are kept. The title is the
// first <h1>, or else <title>. Nothing when the page holds no text. Broken markup is read as browsers
// would; nothing is fetched.
[[nodiscard]] std::optional<Article> html_article(const ArticleOrigin& origin, std::string_view html);

} // namespace tandem::bot
