#pragma once

#include "backend/bot/knowledge/article_parser.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// What an article is given that does not say it itself. Front matter, `lang` of an HTML page and columns of
// a table go before these.
struct ArticleDefaults
{
    std::string locale = "en";
    std::string visibility = "public"; // or internal
    std::string topic;                 // empty: the folder the file lies in
};

// Where a piece of text comes from, and what holds for it.
struct ArticleOrigin
{
    std::string file; // relative to the source, for ids and errors
    ArticleDefaults defaults;
};

struct ReadArticles
{
    std::vector<Article> articles;    // ids are unique; in the order of the files
    std::vector<std::string> skipped; // files that hold no text of their own, with the reason
    std::vector<ArticleError> errors;
};

inline constexpr std::size_t source_bytes_limit = 16 * 1024 * 1024; // of one file
inline constexpr std::size_t source_files_limit = 50'000;

// Reads every article of files, and of all files of folders and their sub-folders: Markdown (.md,
// .markdown), HTML (.html, .htm), plain text (.txt), PDF (.pdf, by the program pdftotext) and tables of
// questions and answers (.csv, .tsv). Hidden files, README files and files of other kinds are left alone;
// symbolic links are not followed. Order is by path, so the same folder always gives the same articles.
// Blocking.
[[nodiscard]] ReadArticles
read_article_sources(const std::vector<std::filesystem::path>& sources, const ArticleDefaults& defaults);

// An id out of a path or a title: lower-case letters, digits and hyphens. What has no Latin letters gets
// digits of its hash, so two files never share one by having nothing to say.
[[nodiscard]] std::string article_id_of(std::string_view text);

} // namespace tandem::bot
