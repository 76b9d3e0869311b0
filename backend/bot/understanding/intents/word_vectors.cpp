#include "backend/bot/understanding/intents/word_vectors.hpp"

#include "backend/bot/understanding/intents/built_in.hpp"

#include <charconv>
#include <cmath>

namespace tandem::bot {
namespace {

constexpr std::string_view magic = "tandem-vectors 1 ";
constexpr std::size_t most_rows = 1'000'000;
constexpr std::size_t most_dimensions = 1'024;

// Takes what stands before `end` and the end itself off the front.
std::string_view take(std::string_view& text, char end)
{
    const auto at = text.find(end);
    const auto out = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
    return out;
}

std::size_t number(std::string_view text)
{
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

WordVectors::WordVectors(std::string_view file)
{
    if (!file.starts_with(magic)) return;
    file.remove_prefix(magic.size());
    const std::size_t rows = number(take(file, ' '));
    const std::size_t dimensions = number(take(file, '\n'));
    if (rows == 0 || rows > most_rows || dimensions == 0 || dimensions > most_dimensions) return;

    std::vector<std::string_view> words;
    words.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i)
        words.push_back(take(file, '\n'));
    if (file.size() != rows * dimensions) return;

    dimensions_ = dimensions;
    bytes_ = {reinterpret_cast<const std::int8_t*>(file.data()), file.size()};
    rows_.reserve(rows);
    scales_.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        double squares = 0;
        for (const std::int8_t x : bytes_.subspan(i * dimensions, dimensions))
            squares += double(x) * double(x);
        scales_.push_back(squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0.0F);
        rows_.emplace(words[i], i);
    }
}

const WordVectors& english_vectors()
{
    static const WordVectors vectors(built_in_file("english.vectors"));
    return vectors;
}

} // namespace tandem::bot
