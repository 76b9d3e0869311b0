#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// Text to search terms, the same way for articles and for questions. Pure and thread-safe.

// Words as written but normalised: case folded, marks removed (é is e, ü is u), a few fixed phrases made
// one word
// ("e-mail", "log in", "money back"), apostrophes dropped, numbers of five digits and more (orders, phones)
// left out.
[[nodiscard]] std::vector<std::string> words(std::string_view utf8);

// Words that say nothing about the subject, English and German.
[[nodiscard]] bool is_stop_word(std::string_view word);

// The stem of a normalised word; `locale` is "de…" for German, English otherwise.
[[nodiscard]] std::string stem(std::string_view word, std::string_view locale);

// Stems of the words that are no stop words, in order.
[[nodiscard]] std::vector<std::string> stems(std::string_view utf8, std::string_view locale);

// Other stems that mean nearly the same in a shop or service, English and German; empty for most.
[[nodiscard]] std::vector<std::string> synonyms(std::string_view stem);

} // namespace tandem::bot
