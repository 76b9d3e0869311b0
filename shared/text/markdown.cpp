#include "shared/text/markdown.hpp"

#include "shared/text/markdown_inline.hpp"

#include <algorithm>

namespace tandem::text {

namespace {

constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string_view trim_left(std::string_view line)
{
    line.remove_prefix(static_cast<std::size_t>(std::ranges::find_if_not(line, is_blank) - line.begin()));
    return line;
}

std::string_view trim(std::string_view line)
{
    line = trim_left(line);
    while (!line.empty() && is_blank(line.back()))
        line.remove_suffix(1);
    return line;
}

std::size_t count_leading(std::string_view line, char c)
{
    return std::min(line.find_first_not_of(c), line.size());
}

// How a line begins a block of its own; `text` is what remains of the line.
struct Start
{
    Block::Kind kind = Block::Kind::paragraph;
    int number = 0;
    std::string_view text;
};

// A marker counts only with white space and then something behind it.
bool marker(std::string_view line, std::size_t size, std::string_view& text)
{
    if (size >= line.size() || !is_blank(line[size])) return false;
    text = trim_left(line.substr(size));
    return !text.empty();
}

Start start_of(std::string_view line)
{
    Start start{.text = line};
    if (const auto hashes = count_leading(line, '#'); hashes >= 1 && hashes <= 6) {
        if (marker(line, hashes, start.text)) start.kind = Block::Kind::heading;
    } else if (line.starts_with('-') || line.starts_with('*') || line.starts_with('+')) {
        if (marker(line, 1, start.text)) start.kind = Block::Kind::bullet;
    } else if (is_digit(line.front())) {
        std::size_t digits = 0;
        int number = 0;
        for (; digits < line.size() && digits < 9 && is_digit(line[digits]); ++digits)
            number = number * 10 + (line[digits] - '0');
        const bool closed = digits < line.size() && (line[digits] == '.' || line[digits] == ')');
        if (closed && marker(line, digits + 1, start.text)) {
            start.kind = Block::Kind::numbered;
            start.number = number;
        }
    }
    return start;
}

// Reads line by line. A block is open while lines may still join it.
class BlockParser
{
public:
    void take(std::string_view line)
    {
        if (fence_ > 0) return take_code(line);
        const std::string_view content = trim(line);
        if (content.empty()) return close();
        if (opens_fence(line, content)) return;

        const Start start = start_of(content);
        if (start.kind == Block::Kind::paragraph && open_) {
            text_ += '\n';
            text_ += content;
            return;
        }
        close();
        block_ = {.kind = start.kind, .number = start.number, .spans = {}};
        text_ = start.text;
        open_ = true;
        if (start.kind == Block::Kind::heading) close();
    }

    std::vector<Block> finish() &&
    {
        close();
        return std::move(blocks_);
    }

private:
    bool opens_fence(std::string_view line, std::string_view content)
    {
        const std::size_t ticks = count_leading(content, '`');
        if (ticks < 3 || content.find('`', ticks) != std::string_view::npos) return false;
        close();
        block_ = {.kind = Block::Kind::code, .number = 0, .spans = {}};
        fence_ = ticks;
        indent_ = line.size() - trim_left(line).size();
        open_ = true;
        return true;
    }

    void take_code(std::string_view line)
    {
        const std::string_view content = trim(line);
        if (content.size() >= fence_ && count_leading(content, '`') == content.size()) return close();
        // Lines of a fence that was indented, say in a list, lose as much indentation as the fence had.
        std::size_t indent = 0;
        while (indent < indent_ && indent < line.size() && is_blank(line[indent]))
            ++indent;
        if (code_lines_++ > 0) text_ += '\n';
        text_ += line.substr(indent);
    }

    void close()
    {
        if (open_) {
            if (block_.kind != Block::Kind::code)
                block_.spans = parse_inline(text_);
            else if (!text_.empty())
                block_.spans.push_back({.text = text_, .link = {}});
            if (!block_.spans.empty()) blocks_.push_back(std::move(block_));
        }
        text_.clear();
        open_ = false;
        fence_ = 0;
        code_lines_ = 0;
    }

    std::vector<Block> blocks_;
    Block block_;
    std::string text_;
    bool open_ = false;
    std::size_t fence_ = 0; // backticks that opened the code block, 0 outside of one
    std::size_t indent_ = 0;
    std::size_t code_lines_ = 0;
};

} // namespace

std::vector<Block> parse_markdown(std::string_view utf8)
{
    BlockParser parser;
    while (!utf8.empty()) {
        const std::size_t end = std::min(utf8.find_first_of("\r\n"), utf8.size());
        parser.take(utf8.substr(0, end));
        const bool crlf = utf8.substr(end).starts_with("\r\n");
        utf8.remove_prefix(std::min(end + (crlf ? 2 : 1), utf8.size()));
    }
    return std::move(parser).finish();
}

std::string plain_text(std::string_view markdown)
{
    std::string out;
    for (const Block& block : parse_markdown(markdown)) {
        if (!out.empty()) out += '\n';
        if (block.kind == Block::Kind::bullet) out += "- ";
        if (block.kind == Block::Kind::numbered) out += std::to_string(block.number) + ". ";
        for (const Span& span : block.spans)
            out += span.text;
    }
    return out;
}

} // namespace tandem::text
