#include "backend/bot/knowledge/article_examples.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace tandem::bot {
namespace {

constexpr std::size_t most_attached = 30; // more cost time at each import and find no more

} // namespace

std::string article_named(std::span<const std::string> ids, std::string intent)
{
    if (!std::ranges::binary_search(ids, intent)) std::ranges::replace(intent, '_', '-');
    return intent;
}

void attach_examples(std::vector<Article>& articles, std::span<const IntentExample> examples)
{
    std::vector<std::string> ids;
    for (const auto& article : articles)
        ids.push_back(article.id);
    std::ranges::sort(ids);
    std::map<std::string, std::vector<std::string_view>> by_article;
    for (const auto& example : examples)
        by_article[article_named(ids, example.label)].push_back(example.text);

    for (auto& article : articles) {
        const auto found = by_article.find(article.id);
        if (found == by_article.end()) continue;
        const auto& all = found->second;
        const std::size_t count = std::min(all.size(), most_attached);
        for (std::size_t i = 0; i < count; ++i) {
            // One line each, as they are stored.
            std::string text(all[i * all.size() / count]);
            std::ranges::replace(text, '\n', ' ');
            article.examples.push_back(std::move(text));
        }
    }
}

} // namespace tandem::bot
