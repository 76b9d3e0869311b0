#pragma once

#include <string>
#include <string_view>
#include <vector>

// Internal to shared/text.

namespace tandem::text {

// A piece of a block's text. Delimiters are found here and paired later.
struct Token
{
    enum class Kind
    {
        text,
        code,
        run,
        bracket,
        link,
        link_end,
        address
    };
    Kind kind = Kind::text;
    std::string text;   // as shown; of a run of '*' or '_', the part not (yet) paired
    std::string target; // of a link or an address
    bool can_open = false;
    bool can_close = false;
    int bold_closed = 0; // pairs that end before the text of this run, and begin behind it
    int italic_closed = 0;
    int bold_opened = 0;
    int italic_opened = 0;
};

// In one pass, linear. Escapes, code, links and addresses are resolved; emphasis is not.
[[nodiscard]] std::vector<Token> tokenize_inline(std::string_view text);

} // namespace tandem::text
