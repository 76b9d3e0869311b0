#include "backend/bot/knowledge/import/question_table.hpp"

#include <cstdint>
#include <cstdlib>

// Any table becomes complete articles, and errors with a line inside it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tandem::bot;
    const ArticleOrigin origin{"faq.csv", {}};
    const auto read = question_table(origin, {reinterpret_cast<const char*>(data), size});
    for (const auto& article : read.articles) {
        if (article.id.empty() || article.title.empty() || article.body.empty()) std::abort();
    }
    for (const auto& error : read.errors) {
        if (error.line < 0 || static_cast<std::size_t>(error.line) > size + 1) std::abort();
    }
    return 0;
}
