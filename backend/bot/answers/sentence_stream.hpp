#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// Cuts an answer into sentences as it streams. A sentence ends at a full stop, question or exclamation mark
// that white space follows, with the citations behind it ("… days. [1]"), and at a line feed. Full stops
// in numbers, addresses, abbreviations and list numbers end nothing; a lone "Yes." or "No." goes with what
// follows it. The pieces joined are the text. Pure.
class SentenceStream
{
public:
    // The sentences that are complete now, with the white space behind them.
    [[nodiscard]] std::vector<std::string> feed(std::string_view piece);

    // What is left, possibly empty.
    [[nodiscard]] std::string finish();

private:
    std::string held_;
};

} // namespace tandem::bot
