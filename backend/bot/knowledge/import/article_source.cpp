#include "backend/bot/knowledge/import/article_source.hpp"

#include "backend/bot/knowledge/import/html_article.hpp"
#include "backend/bot/knowledge/import/pdf_text.hpp"
#include "backend/bot/knowledge/import/plain_article.hpp"
#include "backend/bot/knowledge/import/question_table.hpp"
#include "shared/base/encoding.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>

namespace tandem::bot {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds pdf_patience{60};

std::string kind_of(const fs::path& file)
{
    auto extension = file.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    return extension;
}

bool is_wanted(const fs::path& file)
{
    static const std::vector<std::string> kinds{
        ".md", ".markdown", ".html", ".htm", ".txt", ".pdf", ".csv", ".tsv"
    };
    const auto name = file.filename().string();
    return !name.starts_with('.') && !name.starts_with("README") &&
           std::ranges::find(kinds, kind_of(file)) != kinds.end();
}

// Reads into one pile, and keeps ids apart.
class Pile
{
public:
    explicit Pile(const ArticleDefaults& defaults) : defaults_(defaults) {}

    // `name` is the path relative to the source.
    void read(const fs::path& file, const fs::path& name)
    {
        ArticleOrigin origin{name.generic_string(), defaults_};
        if (origin.defaults.topic.empty() && name.has_parent_path())
            origin.defaults.topic = name.parent_path().filename().string();
        const auto kind = kind_of(file);
        if (kind == ".pdf") {
            auto text = pdf_text(file, source_bytes_limit, pdf_patience);
            text ? add(origin, plain_article(origin, *text)) : wrong(origin, 0, text.error());
            return;
        }
        std::string bytes;
        if (!load(file, origin, bytes)) return;
        if (kind == ".html" || kind == ".htm") {
            if (auto article = html_article(origin, bytes)) {
                add(origin, std::move(*article));
            } else {
                read_.skipped.push_back(origin.file + ": holds no text of its own");
            }
        } else if (kind == ".csv" || kind == ".tsv") {
            auto rows = question_table(origin, bytes);
            std::ranges::move(rows.errors, std::back_inserter(read_.errors));
            for (auto& article : rows.articles)
                add(origin, std::move(article));
        } else {
            add(origin, kind == ".txt" ? plain_article(origin, bytes) : markdown_article(origin, bytes));
        }
    }

    void wrong(const ArticleOrigin& origin, int line, std::string what)
    {
        read_.errors.push_back({origin.file, line, std::move(what)});
    }

    ReadArticles take() { return std::move(read_); }

private:
    bool load(const fs::path& file, const ArticleOrigin& origin, std::string& bytes)
    {
        std::error_code ec;
        if (fs::file_size(file, ec) > source_bytes_limit && !ec) {
            wrong(origin, 0, "larger than 16 MiB");
            return false;
        }
        std::ifstream in(file, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(in), {});
        if (!in) wrong(origin, 0, "cannot be read");
        return static_cast<bool>(in);
    }

    void add(const ArticleOrigin& origin, std::expected<Article, ArticleError> article)
    {
        if (!article) {
            read_.errors.push_back(std::move(article.error()));
            return;
        }
        const auto [first, fresh] = by_id_.emplace(article->id, origin.file);
        if (fresh) {
            read_.articles.push_back(std::move(*article));
        } else {
            wrong(origin, 1, "the id '" + article->id + "' stands in " + first->second + " too");
        }
    }

    const ArticleDefaults& defaults_;
    std::map<std::string, std::string> by_id_;
    ReadArticles read_;
};

void read_source(const fs::path& source, const ArticleDefaults& defaults, Pile& pile)
{
    const ArticleOrigin whole{source.filename().string(), defaults};
    std::error_code ec;
    if (fs::is_regular_file(source, ec)) {
        if (is_wanted(source)) {
            pile.read(source, source.filename());
        } else {
            pile.wrong(whole, 0, "is of no kind that can be imported");
        }
        return;
    }
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator it(source, ec), end; !ec && it != end; it.increment(ec)) {
        const bool hidden = it->path().filename().string().starts_with('.');
        if (hidden && it->is_directory()) it.disable_recursion_pending();
        if (it->is_regular_file() && !it->is_symlink() && is_wanted(it->path()))
            files.push_back(it->path());
        if (files.size() > source_files_limit) break;
    }
    if (ec) {
        pile.wrong(whole, 0, "cannot be read: " + ec.message());
    } else if (files.size() > source_files_limit) {
        pile.wrong(whole, 0, "more than 50000 files");
    } else {
        std::ranges::sort(files);
        for (const auto& file : files)
            pile.read(file, file.lexically_relative(source));
    }
}

} // namespace

ReadArticles read_article_sources(const std::vector<fs::path>& sources, const ArticleDefaults& defaults)
{
    Pile pile(defaults);
    for (const auto& source : sources)
        read_source(source, defaults, pile);
    return pile.take();
}

std::string article_id_of(std::string_view text)
{
    constexpr std::size_t longest = 90;
    std::string out;
    bool lost = false;
    for (const char c : text) {
        const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        const bool kept = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        lost = lost || (static_cast<unsigned char>(c) >= 0x80);
        if (kept) {
            out += lower;
        } else if (!out.empty() && !out.ends_with('-')) {
            out += '-';
        }
    }
    lost = lost || out.size() > longest;
    out.resize(std::min(out.size(), longest));
    while (out.ends_with('-'))
        out.pop_back();
    if (lost || out.empty()) out += (out.empty() ? "" : "-") + sha256_hex(text).substr(0, 8);
    return out;
}

} // namespace tandem::bot
