#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::text {

// The small Markdown subset of chat: paragraphs, headings, bulleted and numbered lists (one level: deeper
// ones are flattened), fenced code blocks; within them bold, italic, code and links. Everything else is
// text. There are no images (only their description is kept) and no HTML, so nothing can be fetched or run.
// Links are kept only for allowed targets; others become their text. The rules are in README.md, examples
// in markdown_vectors.json.

struct Span
{
    std::string text;
    bool bold = false;
    bool italic = false;
    bool code = false;
    std::string link; // empty, or an allowed target
    friend bool operator==(const Span&, const Span&) = default;
};

struct Block
{
    enum class Kind { paragraph, bullet, numbered, code, heading };
    Kind kind = Kind::paragraph;
    int number = 0;          // of a numbered item
    std::vector<Span> spans; // never empty; line breaks inside a block are "\n" in a span's text
    friend bool operator==(const Block&, const Block&) = default;
};

// Never fails: what is not understood stays as text. Linear in the length of the text, for any text.
[[nodiscard]] std::vector<Block> parse_markdown(std::string_view utf8);

// The text alone, blocks separated by line feeds, list items with "- " or their number in front: for
// notifications, screen readers and lists.
[[nodiscard]] std::string plain_text(std::string_view markdown);

// What a link may point to: https:// and http:// with a host and without credentials, mailto: with an
// address, and article: with an article's id. Schemes in any case; nothing with controls, white space,
// quotes or backslashes.
[[nodiscard]] bool is_allowed_link(std::string_view target) noexcept;

} // namespace tandem::text
