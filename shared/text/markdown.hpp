#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::text {

// The small Markdown subset of chat: paragraphs, bulleted and numbered lists (one level), code blocks; within them
// bold, italic, code and links. Everything else is text. There are no images and no HTML, so nothing can be fetched or
// run. Links are kept only for https:, http: and mailto:, and for article: references; others become their text.

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
    int number = 0; // of a numbered item
    std::vector<Span> spans; // line breaks inside a block are "\n" in a span's text
    friend bool operator==(const Block&, const Block&) = default;
};

// Never fails: what is not understood stays as text. Linear in the length of the text, for any text.
[[nodiscard]] std::vector<Block> parse_markdown(std::string_view utf8);

// The text alone, blocks separated by line feeds: for notifications, screen readers and lists.
[[nodiscard]] std::string plain_text(std::string_view markdown);

} // namespace tandem::text
