#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// What in a text must be exactly right, whatever the words around it. Pure.

// Numbers in normal form: digits without grouping, "2.7" for 2,7, "30" for thirty (English and German, two
// to a hundred). Where a separator can be read both ways ("2,700") each reading is one. Numbers of list
// items at the start of a line, and citations, are none.
struct NumberReading
{
    std::vector<std::string> readings; // one at least
    std::string written;
};
[[nodiscard]] std::vector<NumberReading> numbers_in(std::string_view text);

// Months and days of the week, as English lower-case names, whatever the language.
[[nodiscard]] std::set<std::string> calendar_words(std::string_view text);

// Addresses: hosts of URLs and of whatever else looks like one, and e-mail addresses, all in lower case.
struct Addresses
{
    std::set<std::string> hosts;
    std::set<std::string> emails;
    std::set<std::string> articles; // ids of article: links
    bool embedded = false;          // an image, HTML, or a scheme that is none of a page or an address
};
[[nodiscard]] Addresses addresses_in(std::string_view text);

// Numbers in square brackets.
[[nodiscard]] std::vector<std::size_t> citations_in(std::string_view text);

// Whether a sentence denies: an odd number of not, never, no, cannot, nicht, kein, …
[[nodiscard]] bool denies(std::string_view sentence);

} // namespace tandem::bot
