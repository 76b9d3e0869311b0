#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tandem::bot {

// Cuts text into the pieces of a fixed list so that the sum of their log-probabilities is highest (unigram
// language model, Kudo 2018). Immutable, safe to use from any thread.
class WordPieces
{
public:
    struct Piece
    {
        std::string_view text;
        float score = 0;
    };

    static constexpr std::uint32_t unknown = 0;
    static constexpr std::uint32_t first_ordinary = 6; // those before it stand for no text

    WordPieces() = default;

    // The texts outlive the object. A piece's id is its place in the list.
    explicit WordPieces(const std::vector<Piece>& pieces);

    // The ids of the pieces of a text, at most `limit`. Runs of characters that are in no piece become one
    // `unknown`.
    [[nodiscard]] std::vector<std::uint32_t> cut(std::string_view utf8, std::size_t limit) const;

private:
    struct Entry
    {
        std::uint32_t id = 0;
        float score = 0;
    };
    std::unordered_map<std::string_view, Entry> ids_;
    std::size_t longest_ = 0; // bytes
};

} // namespace tandem::bot
