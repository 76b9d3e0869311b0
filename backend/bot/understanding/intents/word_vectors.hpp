#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tandem::bot {

// What words mean, as directions: words used alike point alike. Immutable, safe to use from any thread.
class WordVectors
{
public:
    WordVectors() = default;

    // The file format of resources/intents/README.md; text that is none gives an object that knows no
    // word. `file` outlives the object.
    explicit WordVectors(std::string_view file);

    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] std::size_t dimensions() const { return dimensions_; }

    // Calls `each(dimension, component)` for the word's unit vector; false, without a call, when the word
    // is not known.
    template <class Each>
    bool visit(std::string_view word, Each each) const
    {
        const auto found = rows_.find(word);
        if (found == rows_.end()) return false;
        const std::int8_t* row = bytes_.data() + found->second * dimensions_;
        const float scale = scales_[found->second];
        for (std::size_t d = 0; d < dimensions_; ++d)
            each(d, static_cast<float>(row[d]) * scale);
        return true;
    }

private:
    std::size_t dimensions_ = 0;
    std::span<const std::int8_t> bytes_;
    std::vector<float> scales_; // makes each row one long
    std::unordered_map<std::string_view, std::size_t> rows_;
};

// The English words that come with the product; read on first use.
[[nodiscard]] const WordVectors& english_vectors();

} // namespace tandem::bot
