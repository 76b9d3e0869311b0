#include "backend/bot/knowledge/import/html_article.hpp"
#include "shared/text/code_points.hpp"

#include <cstdint>
#include <cstdlib>

// Any page becomes valid UTF-8 with a title, or nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tandem;
    const bot::ArticleOrigin origin{"page.html", {}};
    const auto article = bot::html_article(origin, {reinterpret_cast<const char*>(data), size});
    if (!article) return 0;
    if (article->title.empty() || article->body.empty()) std::abort();
    if (text::to_valid_utf8(article->title) != article->title) std::abort();
    if (text::to_valid_utf8(article->body) != article->body) std::abort();
    return 0;
}
