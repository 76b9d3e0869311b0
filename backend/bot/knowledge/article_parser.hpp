#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// What is wrong with an article file, for the operator.
struct ArticleError
{
    std::string file;
    int line = 0; // 1-based; 0 when the whole file is meant
    std::string what;
};

inline constexpr std::size_t article_bytes_limit = 256 * 1024;
inline constexpr std::size_t article_examples_limit = 50;

// Reads one file: front matter between two lines "---" (key: value, one line each; `examples` is a list of
// "- " lines), then Markdown. Required: id, title, locale, and a body. Unknown keys are refused, because
// they are mostly misspelt. `file` names it in the error.
[[nodiscard]] std::expected<Article, ArticleError>
parse_article(std::string_view file, std::string_view text);

// A piece of an article's body under one heading.
struct Chunk
{
    std::string heading; // empty for what stands before the first heading
    std::string text;    // Markdown, without the heading
    friend bool operator==(const Chunk&, const Chunk&) = default;
};

// Cuts a body at its headings, and pieces longer than about 250 words between blocks. Order is kept,
// nothing but the heading lines is left out. Headings inside fenced code do not count.
[[nodiscard]] std::vector<Chunk> chunk_body(std::string_view markdown);

} // namespace tandem::bot
