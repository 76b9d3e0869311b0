#include "backend/bot/knowledge/article_likeness.hpp"

#include "backend/bot/understanding/intents/text_features.hpp"

#include <algorithm>
#include <cmath>

namespace tandem::bot {
namespace {

// Beyond this the letters of all articles would take too much memory; words and meaning have to do.
constexpr std::size_t articles_with_letters = 10'000;

// Each with how often it occurs.
std::vector<std::pair<std::uint64_t, double>> counted(std::string_view text)
{
    auto keys = letters_of(text);
    std::ranges::sort(keys);
    std::vector<std::pair<std::uint64_t, double>> out;
    for (const auto key : keys) {
        if (out.empty() || out.back().first != key) out.emplace_back(key, 0);
        out.back().second += 1;
    }
    return out;
}

double frequency(double times) { return 1 + std::log(times); }

} // namespace

std::uint32_t ArticleLikeness::add_article(std::string id, std::string_view letters)
{
    const auto number = static_cast<std::uint32_t>(ids_.size());
    ids_.push_back(std::move(id));
    if (number >= articles_with_letters) {
        letters_.clear();
        return number;
    }
    for (const auto& [key, times] : counted(letters))
        letters_[key].push_back({number, static_cast<float>(frequency(times))});
    return number;
}

void ArticleLikeness::finish()
{
    // How rare the letters are, and each article one long.
    const double all = static_cast<double>(ids_.size()) + 1;
    std::vector<double> squares(ids_.size());
    for (auto& [key, postings] : letters_) {
        const double rarity = std::log(all / (1 + static_cast<double>(postings.size())));
        for (auto& posting : postings) {
            posting.weight *= static_cast<float>(rarity);
            squares[posting.article] += posting.weight * posting.weight;
        }
    }
    for (auto& [key, postings] : letters_) {
        for (auto& posting : postings) {
            const double length = std::sqrt(squares[posting.article]);
            posting.weight = length > 0 ? static_cast<float>(posting.weight / length) : 0.0F;
        }
    }
}

void ArticleLikeness::compare_letters(std::string_view question, std::vector<Likeness>& out) const
{
    if (letters_.empty()) return;
    const double all = static_cast<double>(ids_.size()) + 1;
    double squares = 0;
    for (const auto& [key, times] : counted(question)) {
        const auto found = letters_.find(key);
        const double holders = found == letters_.end() ? 0 : static_cast<double>(found->second.size());
        const double weight = frequency(times) * std::log(all / (1 + holders));
        squares += weight * weight;
        if (found == letters_.end()) continue;
        for (const auto& posting : found->second)
            out[posting.article].letters += weight * posting.weight;
    }
    if (squares <= 0) return;
    for (auto& likeness : out)
        likeness.letters /= std::sqrt(squares);
}

std::vector<Likeness>
ArticleLikeness::compare(std::string_view question, const std::vector<Embedding>& meanings) const
{
    std::vector<Likeness> out(ids_.size());
    compare_letters(question, out);
    std::vector<float> asked(ids_.size(), 0.0F);
    std::vector<float> said(ids_.size(), 0.0F);
    for (const auto& meaning : meanings) {
        asked_.raise_to_best(meaning, asked);
        said_.raise_to_best(meaning, said);
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].asked = asked[i];
        out[i].said = said[i];
    }
    return out;
}

} // namespace tandem::bot
