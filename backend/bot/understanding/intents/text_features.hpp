#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

// A message in the three ways a classifier looks at it. Pure and thread-safe.
struct TextFeatures
{
    // One number for each thing seen, repeated as often as it is seen: word stems alone and in twos, pairs
    // of stems in any order, and the letters of words in twos to fours.
    enum View { stems, pairs, letters };
    static constexpr int views = 3;
    std::vector<std::uint64_t> keys[views];

    std::vector<std::string> words;        // case folded, marks removed, long numbers made alike
    std::vector<std::uint64_t> word_stems; // key of each word's stem
};

// The key of a word as it is written.
[[nodiscard]] std::uint64_t word_key(std::string_view word);

// The letters of words in twos to fours, as in the view of that name; of the first 200 words.
[[nodiscard]] std::vector<std::uint64_t> letters_of(std::string_view utf8);

// At most the first 200 words count, so the time for any message has a bound.
[[nodiscard]] TextFeatures features_of(std::string_view utf8);

} // namespace tandem::bot
