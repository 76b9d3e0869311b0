#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// A piece of Markdown that can be quoted alone.
struct Quote
{
    enum class Kind { sentence, bullet, numbered, table_row };
    Kind kind = Kind::sentence;
    std::string text;      // without the marker of its list
    std::size_t block = 0; // pieces of one paragraph, list or table share it
};

// Paragraphs as sentences, lists as items, tables as rows ("Germany: 1–2 days", the first cell before the
// colon, the others named by their column when there are several). Code is left out. A full stop inside a
// number, an address or an abbreviation ends no sentence. Links to other articles are of no use in a quote:
// "…: [Title](article:x)" loses the link, a sentence that only points to an article is left out, and any
// other link becomes its title.
[[nodiscard]] std::vector<Quote> quotes(std::string_view markdown);

} // namespace tandem::bot
