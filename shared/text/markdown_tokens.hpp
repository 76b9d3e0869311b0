#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

// Internal to shared/text.

namespace tandem::text {

// A piece of a block's text, which it views. Delimiters are found here and paired later.
struct Token
{
    enum class Kind { text, code, run, bracket, link, link_end, address };
    Kind kind = Kind::text;
    std::string_view text;   // as shown; of a run of '*' or '_', the part not (yet) paired
    std::string_view target; // of a link or an address
    bool can_open = false;
    bool can_close = false;
    std::int8_t bold_closed = 0; // pairs that end before the text of this run, and begin behind it
    std::int8_t italic_closed = 0;
    std::int8_t bold_opened = 0;
    std::int8_t italic_opened = 0;
};

// In one pass, linear. Escapes, code, links and addresses are resolved; emphasis is not.
[[nodiscard]] std::vector<Token> tokenize_inline(std::string_view text);

} // namespace tandem::text
