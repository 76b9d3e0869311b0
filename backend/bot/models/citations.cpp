#include "backend/bot/models/citations.hpp"

#include <algorithm>
#include <charconv>

namespace tandem::bot {

std::vector<protocol::Source> cited_sources(std::string_view answer, const std::vector<Passage>& passages)
{
    std::vector<protocol::Source> sources;
    for (std::size_t open = answer.find('['); open != std::string_view::npos;
         open = answer.find('[', open + 1)) {
        const std::size_t close = answer.find(']', open);
        if (close == std::string_view::npos) break;
        std::size_t number = 0;
        const char* first = answer.data() + open + 1;
        const char* last = answer.data() + close;
        const auto [end, error] = std::from_chars(first, last, number);
        if (error != std::errc() || end != last || number == 0 || number > passages.size()) continue;
        const Passage& passage = passages[number - 1];
        if (std::ranges::find(sources, passage.article_id, &protocol::Source::article_id) != sources.end())
            continue;
        sources.push_back({passage.article_id, passage.title, passage.heading, passage.score});
    }
    return sources;
}

} // namespace tandem::bot
