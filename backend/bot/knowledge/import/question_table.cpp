#include "backend/bot/knowledge/import/question_table.hpp"

#include "shared/text/clean.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <optional>
#include <tuple>

namespace tandem::bot {
namespace {

struct Record
{
    int line = 0; // where it begins, 1-based
    std::vector<std::string> cells;
};

// RFC 4180: cells may be quoted and then hold separators, line breaks and doubled quotes.
class Reader
{
public:
    Reader(std::string_view text, char separator) : rest_(text), separator_(separator) {}

    // Nothing at the end. A quoted cell that is never closed reaches to the end and makes `broken` true.
    std::optional<Record> next()
    {
        if (rest_.empty()) return std::nullopt;
        Record record{line_, {}};
        bool more = true;
        while (more)
            more = cell(record.cells.emplace_back());
        return record;
    }

    [[nodiscard]] bool broken() const { return broken_; }

private:
    // True while the record goes on behind this cell.
    bool cell(std::string& out)
    {
        bool quoted = rest_.starts_with('"');
        if (quoted) rest_.remove_prefix(1);
        while (!rest_.empty()) {
            const char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '\n') ++line_;
            if (quoted) {
                if (c != '"') {
                    out += c;
                } else if (rest_.starts_with('"')) {
                    out += '"';
                    rest_.remove_prefix(1);
                } else {
                    quoted = false;
                }
            } else if (c == separator_) {
                return true;
            } else if (c == '\n') {
                return false;
            } else if (c != '\r') {
                out += c;
            }
        }
        broken_ = broken_ || quoted;
        return false;
    }

    std::string_view rest_;
    char separator_;
    int line_ = 1;
    bool broken_ = false;
};

char separator_of(std::string_view table)
{
    const auto head = table.substr(0, table.find('\n'));
    char best = ',';
    for (const char candidate : {';', '\t'}) {
        if (std::ranges::count(head, candidate) > std::ranges::count(head, best)) best = candidate;
    }
    return best;
}

std::string lowered(std::string text)
{
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

class Table
{
public:
    explicit Table(const ArticleOrigin& origin) : origin_(origin) {}

    bool head(const Record& record)
    {
        for (std::size_t i = 0; i < record.cells.size(); ++i)
            columns_.emplace(lowered(text::clean(record.cells[i])), i);
        return columns_.contains("question") && columns_.contains("answer");
    }

    void row(const Record& record)
    {
        const auto question = value(record, "question", {});
        const auto answer = value(record, "answer", {});
        if (question.empty() && answer.empty()) return;
        if (question.empty() || answer.empty()) {
            wrong(record.line, question.empty() ? "the question is empty" : "the answer is empty");
            return;
        }
        const auto topic = value(record, "topic", origin_.defaults.topic);
        const auto locale = value(record, "locale", origin_.defaults.locale);
        const auto visibility = value(record, "visibility", origin_.defaults.visibility);
        if (visibility != "public" && visibility != "internal") {
            wrong(record.line, "visibility must be public or internal");
            return;
        }
        const auto [at, fresh] =
            by_answer_.emplace(std::tuple(answer, topic, locale), read_.articles.size());
        if (!fresh) {
            auto& examples = read_.articles[at->second].examples;
            if (examples.size() < article_examples_limit) examples.push_back(question);
            return;
        }
        Article article;
        article.id = article_id_of(value(record, "id", stem_ + "-" + question.substr(0, 60)));
        article.title = question;
        article.topic = topic;
        article.locale = locale;
        article.visibility = visibility;
        article.body = answer;
        if (article.body.size() > article_bytes_limit) {
            wrong(record.line, "the answer is longer than 256 KiB");
            return;
        }
        read_.articles.push_back(std::move(article));
    }

    void wrong(int line, std::string what)
    {
        read_.errors.push_back({origin_.file, line, std::move(what)});
    }
    ReadArticles take() { return std::move(read_); }

private:
    std::string value(const Record& record, std::string_view column, const std::string& otherwise) const
    {
        const auto at = columns_.find(column);
        if (at == columns_.end() || at->second >= record.cells.size()) return otherwise;
        auto found = text::clean(record.cells[at->second]);
        return found.empty() ? otherwise : found;
    }

    const ArticleOrigin& origin_;
    std::string stem_ = std::filesystem::path(origin_.file).stem().string();
    std::map<std::string, std::size_t, std::less<>> columns_;
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> by_answer_;
    ReadArticles read_;
};

} // namespace

ReadArticles question_table(const ArticleOrigin& origin, std::string_view table)
{
    if (table.starts_with("\xEF\xBB\xBF")) table.remove_prefix(3);
    Table out(origin);
    Reader reader(table, separator_of(table));
    const auto first = reader.next();
    if (!first || !out.head(*first)) {
        out.wrong(1, "the first line must name the columns; 'question' and 'answer' are needed");
        return out.take();
    }
    while (const auto record = reader.next())
        out.row(*record);
    if (reader.broken()) out.wrong(0, "a quoted cell is never closed");
    return out.take();
}

} // namespace tandem::bot
