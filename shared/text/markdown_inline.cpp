#include "shared/text/markdown_inline.hpp"

#include "shared/text/markdown_tokens.hpp"

#include <algorithm>

namespace tandem::text {

namespace {

// At most this many runs wait for their end; an older one becomes text. Keeps the search short.
constexpr std::size_t max_open = 4;

// A run that may close takes the nearest open run of its character, and as often as both have characters
// left: two of them make bold, one makes italic. Runs opened in between become text.
void pair_delimiters(std::vector<Token>& tokens)
{
    std::vector<Token*> open;
    for (Token& token : tokens) {
        if (token.kind != Token::Kind::run) continue;
        while (token.can_close && !token.text.empty()) {
            const char c = token.text.front();
            const auto found = std::find_if(open.rbegin(), open.rend(), [&](const Token* o) {
                return o->text.front() == c;
            });
            if (found == open.rend()) break;
            open.erase(found.base(), open.end());
            Token& opener = *open.back();
            const bool bold = opener.text.size() >= 2 && token.text.size() >= 2;
            (bold ? opener.bold_opened : opener.italic_opened) += 1;
            (bold ? token.bold_closed : token.italic_closed) += 1;
            opener.text.remove_suffix(bold ? 2 : 1);
            if (opener.text.empty()) open.pop_back();
            token.text.remove_suffix(bold ? 2 : 1);
        }
        if (!token.can_open || token.text.empty()) continue;
        if (open.size() == max_open) open.erase(open.begin());
        open.push_back(&token);
    }
}

bool same_format(const Span& a, const Span& b)
{
    return a.bold == b.bold && a.italic == b.italic && a.code == b.code && a.link == b.link;
}

// Adds a token's text to the last span if that has the same format, else as a span of its own.
void append(std::vector<Span>& spans, const Token& token, Span format)
{
    if (token.text.empty()) return;
    if (spans.empty() || !same_format(spans.back(), format)) spans.push_back(std::move(format));
    std::string& text = spans.back().text;
    const std::size_t old = text.size();
    text += token.text;
    if (token.kind == Token::Kind::code)
        std::replace(text.begin() + static_cast<std::ptrdiff_t>(old), text.end(), '\n', ' ');
}

std::vector<Span> to_spans(const std::vector<Token>& tokens)
{
    std::vector<Span> spans;
    int bold = 0;
    int italic = 0;
    bool in_link = false;
    std::string_view link;
    for (const Token& token : tokens) {
        bold -= token.bold_closed;
        italic -= token.italic_closed;
        if (token.kind == Token::Kind::link || token.kind == Token::Kind::link_end) {
            in_link = token.kind == Token::Kind::link;
            link = token.target;
        }
        const bool address = token.kind == Token::Kind::address && !in_link;
        append(
            spans,
            token,
            {.text = {},
             .bold = bold > 0,
             .italic = italic > 0,
             .code = token.kind == Token::Kind::code,
             .link = std::string(address ? token.target : link)}
        );
        bold += token.bold_opened;
        italic += token.italic_opened;
    }
    return spans;
}

} // namespace

std::vector<Span> parse_inline(std::string_view text)
{
    std::vector<Token> tokens = tokenize_inline(text);
    pair_delimiters(tokens);
    return to_spans(tokens);
}

} // namespace tandem::text
