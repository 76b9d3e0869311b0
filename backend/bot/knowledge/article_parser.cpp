#include "backend/bot/knowledge/article_parser.hpp"

#include <algorithm>
#include <set>

namespace tandem::bot {
namespace {

std::string_view trim(std::string_view text)
{
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

std::string_view unquote(std::string_view value)
{
    const bool quoted = value.size() >= 2 && value.front() == value.back() &&
                        (value.front() == '"' || value.front() == '\'');
    return quoted ? value.substr(1, value.size() - 2) : value;
}

// Lines of a text with their numbers, without CR LF.
class Lines
{
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    bool next(std::string_view& line)
    {
        if (rest_.empty()) return false;
        const auto end = rest_.find('\n');
        line = rest_.substr(0, end);
        rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++number_;
        return true;
    }

    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
    int number_ = 0;
};

bool is_id(std::string_view id)
{
    return !id.empty() && id.size() <= 100 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool is_date(std::string_view date)
{
    if (date.size() != 10) return false;
    for (std::size_t i = 0; i < date.size(); ++i) {
        const bool dash = i == 4 || i == 7;
        if (dash ? date[i] != '-' : (date[i] < '0' || date[i] > '9')) return false;
    }
    return true;
}

// Puts one front matter value into the article. Returns what is wrong, or nothing.
std::string set_field(Article& article, std::string_view key, std::string_view value)
{
    if (key == "id") {
        if (!is_id(value)) return "id must be lower-case letters, digits and hyphens";
        article.id = value;
    } else if (key == "title") {
        article.title = value;
    } else if (key == "topic") {
        article.topic = value;
    } else if (key == "locale") {
        article.locale = value;
    } else if (key == "visibility") {
        if (value != "public" && value != "internal") return "visibility must be public or internal";
        article.visibility = value;
    } else if (key == "updated" || key == "valid_until") {
        if (!is_date(value)) return std::string(key) + " must be a date such as 2026-11-30";
        (key == "updated" ? article.updated : article.valid_until) = value;
    } else if (key == "handoff") {
        if (value != "true" && value != "false") return "handoff must be true or false";
        article.handoff = value == "true";
    } else {
        return "unknown field '" + std::string(key) + "'";
    }
    return {};
}

} // namespace

std::expected<Article, ArticleError> parse_article(std::string_view file, std::string_view text)
{
    const auto wrong = [&](int line, std::string what) {
        return std::unexpected(ArticleError{std::string(file), line, std::move(what)});
    };
    if (text.size() > article_bytes_limit) return wrong(0, "larger than 256 KiB");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);

    Article article;
    article.visibility = "public";
    Lines lines(text);
    std::string_view line;
    if (!lines.next(line) || trim(line) != "---") return wrong(1, "must begin with a line ---");

    std::set<std::string, std::less<>> seen;
    bool in_examples = false;
    bool closed = false;
    while (!closed && lines.next(line)) {
        const auto content = trim(line);
        if (content == "---") {
            closed = true;
        } else if (content.empty()) {
            continue;
        } else if (content.starts_with("- ")) {
            if (!in_examples) return wrong(lines.number(), "a list item outside of examples");
            if (article.examples.size() == article_examples_limit)
                return wrong(lines.number(), "more than 50 examples");
            article.examples.emplace_back(unquote(trim(content.substr(2))));
        } else {
            const auto colon = content.find(':');
            if (colon == std::string_view::npos) return wrong(lines.number(), "expected 'field: value'");
            const auto key = trim(content.substr(0, colon));
            const auto value = unquote(trim(content.substr(colon + 1)));
            if (!seen.emplace(key).second)
                return wrong(lines.number(), "'" + std::string(key) + "' stands twice");
            in_examples = key == "examples";
            if (in_examples) {
                if (!value.empty()) return wrong(lines.number(), "examples are a list of lines '- …'");
            } else if (auto problem = set_field(article, key, value); !problem.empty()) {
                return wrong(lines.number(), std::move(problem));
            }
        }
    }
    if (!closed) return wrong(lines.number(), "the front matter has no closing line ---");
    article.body = trim(lines.rest());
    if (article.id.empty()) return wrong(1, "id is missing");
    if (article.title.empty()) return wrong(1, "title is missing");
    if (article.locale.empty()) return wrong(1, "locale is missing");
    if (article.body.empty()) return wrong(lines.number(), "there is no text");
    return article;
}

std::vector<Chunk> chunk_body(std::string_view markdown)
{
    constexpr std::size_t words_per_chunk = 250;
    std::vector<Chunk> chunks;
    Chunk current;
    std::size_t words = 0;
    const auto flush = [&] {
        if (const auto text = trim(current.text); !text.empty())
            chunks.push_back({current.heading, std::string(text)});
        current.text.clear();
        words = 0;
    };

    Lines lines(markdown);
    std::string_view line;
    bool fenced = false;
    while (lines.next(line)) {
        if (trim(line).starts_with("```")) fenced = !fenced;
        const auto hashes = line.find_first_not_of('#');
        const bool heading = !fenced && hashes != std::string_view::npos && hashes >= 1 && hashes <= 6 &&
                             line[hashes] == ' ';
        if (heading) {
            flush();
            current.heading = trim(line.substr(hashes));
            continue;
        }
        if (!fenced && trim(line).empty() && words >= words_per_chunk) flush();
        current.text.append(line).append("\n");
        words += static_cast<std::size_t>(std::ranges::count(line, ' ')) + 1;
    }
    flush();
    return chunks;
}

} // namespace tandem::bot
