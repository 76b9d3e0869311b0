#include "backend/bot/knowledge/import/plain_article.hpp"

#include "shared/text/clean.hpp"
#include "shared/text/code_points.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace tandem::bot {
namespace {

constexpr std::size_t title_limit = 200; // code points
constexpr std::size_t heading_bytes = 90;

std::string_view trim(std::string_view text)
{
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string_view next_line(std::string_view& rest)
{
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return line;
}

Article begun(const ArticleOrigin& origin)
{
    Article article;
    article.id = article_id_of(std::filesystem::path(origin.file).replace_extension().string());
    article.locale = origin.defaults.locale;
    article.visibility = origin.defaults.visibility;
    article.topic = origin.defaults.topic;
    return article;
}

std::expected<Article, ArticleError>
finished(const ArticleOrigin& origin, Article article, std::string_view title, std::string_view body)
{
    article.title = text::first_code_points(trim(title), title_limit);
    article.body = trim(body);
    if (article.title.empty() || article.body.empty())
        return std::unexpected(ArticleError{origin.file, 0, "there is no text besides a title"});
    if (article.body.size() > article_bytes_limit)
        return std::unexpected(
            ArticleError{origin.file, 0, "more than 256 KiB of text; cut it into several files"}
        );
    return article;
}

std::vector<std::vector<std::string_view>> paragraphs(std::string_view rest)
{
    std::vector<std::vector<std::string_view>> out(1);
    while (!rest.empty()) {
        const auto line = trim(next_line(rest));
        if (line.empty() && !out.back().empty()) out.emplace_back();
        if (!line.empty()) out.back().push_back(line);
    }
    if (out.back().empty()) out.pop_back();
    return out;
}

bool is_heading(const std::vector<std::string_view>& paragraph)
{
    if (paragraph.size() != 1 || paragraph.front().size() > heading_bytes) return false;
    const auto line = paragraph.front();
    const bool letters =
        std::ranges::any_of(line, [](unsigned char c) { return c >= 0x80 || std::isalpha(c) != 0; });
    return letters && !line.starts_with("- ") &&
           std::string_view(".,;:!").find(line.back()) == std::string_view::npos;
}

bool is_item(std::string_view line)
{
    return line.starts_with("- ") || line.starts_with("* ") || line.starts_with("\xE2\x80\xA2");
}

} // namespace

std::expected<Article, ArticleError> markdown_article(const ArticleOrigin& origin, std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (trim(text).starts_with("---")) return parse_article(origin.file, text);
    const std::string cleaned = text::clean(text);
    std::string_view rest = cleaned;
    std::string_view title;
    while (title.empty() && !rest.empty()) {
        title = trim(next_line(rest));
        title = trim(title.substr(std::min(title.find_first_not_of('#'), title.size())));
    }
    return finished(origin, begun(origin), title, rest);
}

std::expected<Article, ArticleError> plain_article(const ArticleOrigin& origin, std::string_view text)
{
    std::string pages;
    for (const char c : text) {
        if (c == '\f') {
            pages += "\n\n"; // a new page is a new paragraph
        } else {
            pages += c;
        }
    }
    const std::string cleaned = text::clean(pages);
    auto parts = paragraphs(cleaned);
    if (parts.empty()) return finished(origin, begun(origin), {}, {});
    const std::string title(parts.front().front());
    parts.front().erase(parts.front().begin());
    std::string body;
    for (const auto& paragraph : parts) {
        if (paragraph.empty()) continue;
        if (!body.empty()) body += "\n\n";
        if (is_heading(paragraph)) body += "## ";
        for (std::size_t i = 0; i < paragraph.size(); ++i) {
            if (i > 0) body += is_item(paragraph[i]) ? '\n' : ' ';
            body += paragraph[i];
        }
    }
    return finished(origin, begun(origin), title, body);
}

} // namespace tandem::bot
