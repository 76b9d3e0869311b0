#include "backend/bot/knowledge/import/html_article.hpp"

#include "shared/text/clean.hpp"
#include "shared/text/code_points.hpp"
#include "shared/text/markdown.hpp"

#include <algorithm>
#include <filesystem>
#include <libxml/HTMLparser.h>
#include <memory>
#include <ranges>
#include <vector>

namespace tandem::bot {
namespace {

constexpr int deepest = 200; // elements inside elements; what lies deeper is left out
constexpr std::size_t title_limit = 200;

using Document = std::unique_ptr<xmlDoc, decltype([](xmlDoc* document) { xmlFreeDoc(document); })>;

std::string_view name_of(const xmlNode* node) { return reinterpret_cast<const char*>(node->name); }

std::string attribute(const xmlNode* node, const char* name)
{
    xmlChar* value = xmlGetProp(const_cast<xmlNode*>(node), reinterpret_cast<const xmlChar*>(name));
    if (value == nullptr) return {};
    std::string out(reinterpret_cast<const char*>(value));
    xmlFree(value);
    return out;
}

bool has_attribute(const xmlNode* node, const char* name)
{
    return xmlHasProp(const_cast<xmlNode*>(node), reinterpret_cast<const xmlChar*>(name)) != nullptr;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::ranges::find(names, name) != names.end();
}

// What no reader would call the text of the page.
bool is_left_out(const xmlNode* node)
{
    if (is_one_of(
            name_of(node),
            {"script",
             "style",
             "noscript",
             "template",
             "nav",
             "header",
             "footer",
             "aside",
             "form",
             "button",
             "svg",
             "iframe",
             "object",
             "canvas",
             "head"}
        ))
        return true;
    return has_attribute(node, "hidden") || attribute(node, "aria-hidden") == "true" ||
           attribute(node, "role") == "navigation";
}

// The first element in document order for which `wanted` holds.
template <class Wanted>
const xmlNode* first(const xmlNode* node, const Wanted& wanted, int depth = 0)
{
    if (depth > deepest) return nullptr;
    for (; node != nullptr; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (wanted(node)) return node;
        if (const auto* found = first(node->children, wanted, depth + 1)) return found;
    }
    return nullptr;
}

const xmlNode* first_named(const xmlNode* root, std::string_view name)
{
    return first(root, [&](const xmlNode* node) { return name_of(node) == name; });
}

std::string squeezed(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
        if (!blank) {
            out += c;
        } else if (!out.ends_with(' ')) {
            out += ' ';
        }
    }
    return out;
}

std::string trimmed(std::string_view text)
{
    const auto from = text.find_first_not_of(" \n");
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(" \n") - from + 1));
}

// Text that Markdown would read as marks.
std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (std::string_view("\\*`[]<").contains(c)) out += '\\';
        out += c;
    }
    return out;
}

// Writes the Markdown of elements, block by block.
class Writer
{
public:
    // `node` is not written.
    void skip(const xmlNode* node) { skipped_ = node; }

    // An element's children.
    void inside(const xmlNode* parent, int depth)
    {
        if (depth > deepest) return;
        for (const auto* node = parent->children; node != nullptr; node = node->next)
            one(node, depth);
    }

    std::string take()
    {
        flush();
        return std::move(blocks_);
    }

private:
    void one(const xmlNode* node, int depth)
    {
        if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
            add(escaped(squeezed(reinterpret_cast<const char*>(node->content))));
            return;
        }
        if (node->type != XML_ELEMENT_NODE || node == skipped_ || is_left_out(node)) return;
        const auto name = name_of(node);
        if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
            heading(node, depth);
        } else if (name == "br") {
            flush();
        } else if (name == "li") {
            block(
                node,
                depth,
                list_.empty() || !list_.back().numbered ? "- " : std::to_string(++list_.back().count) + ". "
            );
        } else if (name == "ul" || name == "ol") {
            flush();
            list_.push_back({name == "ol", 0});
            inside(node, depth + 1);
            flush();
            list_.pop_back();
        } else if (name == "dt") {
            block(node, depth, "**", "**");
        } else if (name == "table") {
            table(node);
        } else if (name == "pre") {
            code(node);
        } else if (name == "a") {
            link(node, depth);
        } else if (is_one_of(name, {"strong", "b"})) {
            marked(node, depth, "**");
        } else if (is_one_of(name, {"em", "i"})) {
            marked(node, depth, "*");
        } else if (name == "img") {
            add(escaped(squeezed(attribute(node, "alt"))));
        } else if (is_one_of(
                       name,
                       {"p",
                        "div",
                        "section",
                        "article",
                        "main",
                        "blockquote",
                        "dd",
                        "dl",
                        "figure",
                        "figcaption",
                        "details",
                        "summary",
                        "address",
                        "fieldset",
                        "hr"}
                   )) {
            block(node, depth, {});
        } else {
            inside(node, depth + 1); // inline, or unknown: its text counts
        }
    }

    void add(std::string_view text)
    {
        if (line_.empty() || line_.ends_with(' ') || line_.ends_with('\n')) {
            while (text.starts_with(' '))
                text.remove_prefix(1);
        }
        line_ += text;
    }

    // Ends the block under way.
    void flush()
    {
        const auto text = trimmed(line_);
        line_.clear();
        if (text.empty()) return;
        put(prefix_ + text + suffix_);
        // Only the first block of an item carries its mark; the others belong to it by standing behind it.
        prefix_.clear();
        suffix_.clear();
    }

    void put(const std::string& text)
    {
        const bool item = text.starts_with("- ") || (!list_.empty() && list_.back().numbered);
        if (!blocks_.empty()) blocks_ += item && last_was_item_ ? "\n" : "\n\n";
        blocks_ += text;
        last_was_item_ = item;
    }

    void block(const xmlNode* node, int depth, std::string prefix, std::string suffix = {})
    {
        flush();
        if (!prefix.empty()) {
            prefix_ = std::move(prefix);
            suffix_ = std::move(suffix);
        }
        inside(node, depth + 1);
        flush();
    }

    void heading(const xmlNode* node, int depth)
    {
        block(node, depth, std::string(static_cast<std::size_t>(name_of(node)[1] - '0'), '#') + " ");
        prefix_.clear();
    }

    void marked(const xmlNode* node, int depth, std::string_view mark)
    {
        Writer inner;
        inner.inside(node, depth + 1);
        const auto text = inner.take();
        if (text.empty()) return;
        if (text.contains('\n')) {
            add(text); // marks do not reach over blocks
        } else {
            line_.append(mark).append(text).append(mark);
        }
    }

    void link(const xmlNode* node, int depth)
    {
        const auto target = attribute(node, "href");
        Writer inner;
        inner.inside(node, depth + 1);
        const auto text = inner.take();
        const bool kept =
            text::is_allowed_link(target) && !text.empty() && !text.contains('\n') && !target.contains(')');
        if (kept) {
            line_.append("[").append(text).append("](").append(target).append(")");
        } else {
            add(text);
        }
    }

    void code(const xmlNode* node)
    {
        flush();
        xmlChar* content = xmlNodeGetContent(node);
        std::string text(content == nullptr ? "" : reinterpret_cast<const char*>(content));
        xmlFree(content);
        while (text.ends_with('\n'))
            text.pop_back();
        if (!trimmed(text).empty() && !text.contains("```")) put("```\n" + text + "\n```");
    }

    // With a row of headings a Markdown table; rows of a table without are items of a list.
    void table(const xmlNode* node)
    {
        flush();
        std::vector<std::vector<std::string>> rows;
        bool headed = false;
        collect_rows(node, rows, headed, 0);
        if (!headed || rows.size() < 2) {
            for (const auto& row : rows)
                put("- " + joined(row, ": "));
            return;
        }
        std::string text = "| " + joined(rows.front(), " | ") + " |\n|";
        for (std::size_t i = 0; i < rows.front().size(); ++i)
            text += " --- |";
        for (const auto& row : rows | std::views::drop(1))
            text += "\n| " + joined(row, " | ") + " |";
        put(text);
    }

    static std::string joined(const std::vector<std::string>& cells, std::string_view between)
    {
        std::string out;
        for (const auto& cell : cells) {
            if (&cell != &cells.front()) out += between;
            out += cell;
        }
        return out;
    }

    static void
    collect_rows(const xmlNode* node, std::vector<std::vector<std::string>>& rows, bool& headed, int depth)
    {
        if (depth > deepest) return;
        for (const auto* child = node->children; child != nullptr; child = child->next) {
            if (child->type != XML_ELEMENT_NODE) continue;
            if (name_of(child) != "tr") {
                collect_rows(child, rows, headed, depth + 1);
                continue;
            }
            std::vector<std::string> row;
            bool all_heads = true;
            for (const auto* cell = child->children; cell != nullptr; cell = cell->next) {
                if (cell->type != XML_ELEMENT_NODE || !is_one_of(name_of(cell), {"td", "th"})) continue;
                all_heads = all_heads && name_of(cell) == "th";
                Writer inner;
                inner.inside(cell, depth + 1);
                auto text = inner.take();
                std::ranges::replace(text, '\n', ' ');
                std::ranges::replace(text, '|', '/');
                row.push_back(squeezed(text));
            }
            if (rows.empty()) headed = all_heads && !row.empty();
            if (!row.empty()) rows.push_back(std::move(row));
        }
    }

    struct List
    {
        bool numbered = false;
        int count = 0;
    };

    const xmlNode* skipped_ = nullptr;
    std::string blocks_;
    std::string line_; // the block under way
    std::string prefix_;
    std::string suffix_;
    std::vector<List> list_;
    bool last_was_item_ = false;
};

const xmlNode* content_of(const xmlNode* root)
{
    for (const auto* name : {"main", "article", "body"}) {
        if (const auto* found = first_named(root, name)) return found;
    }
    return root;
}

std::string text_of(const xmlNode* node)
{
    Writer writer;
    writer.inside(node, 0);
    return text::clean(text::plain_text(writer.take()));
}

// "Returns | Lumen Shop": the page's own name is what stands first.
std::string without_site(const std::string& title)
{
    for (const auto* mark : {" | ", " \xE2\x80\x93 ", " \xC2\xB7 "}) {
        if (const auto at = title.find(mark); at != std::string::npos && at > 0) return title.substr(0, at);
    }
    return title;
}

} // namespace

std::optional<Article> html_article(const ArticleOrigin& origin, std::string_view html)
{
    constexpr int options =
        HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
    const bool utf8 = text::to_valid_utf8(html) == html;
    const Document document(htmlReadMemory(
        html.data(), static_cast<int>(html.size()), nullptr, utf8 ? "UTF-8" : nullptr, options
    ));
    const auto* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (root == nullptr) return std::nullopt;

    const auto* content = content_of(root);
    const auto* heading = first_named(content->children, "h1");
    const auto* title = first_named(root, "title");
    Article article;
    if (heading != nullptr) article.title = text_of(heading);
    if (article.title.empty() && title != nullptr) article.title = without_site(text_of(title));
    if (article.title.empty()) article.title = std::filesystem::path(origin.file).stem().string();
    article.title = text::first_code_points(article.title, title_limit);
    std::ranges::replace(article.title, '\n', ' ');

    Writer writer;
    writer.skip(heading);
    writer.inside(content, 0);
    article.body = text::clean(writer.take());
    if (article.body.empty()) return std::nullopt;

    const auto language = attribute(root, "lang").substr(0, 2);
    article.id = article_id_of(std::filesystem::path(origin.file).replace_extension().string());
    article.locale = language.size() == 2 ? language : origin.defaults.locale;
    article.visibility = origin.defaults.visibility;
    article.topic = origin.defaults.topic;
    return article;
}

} // namespace tandem::bot
