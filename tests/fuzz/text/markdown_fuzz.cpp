#include "shared/text/code_points.hpp"
#include "shared/text/markdown.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// Any text: no span is empty, no link is forbidden, and well-formed text gives well-formed spans.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tandem::text;
    const std::string text = to_valid_utf8({reinterpret_cast<const char*>(data), size});
    for (const Block& block : parse_markdown(text)) {
        if (block.spans.empty()) std::abort();
        for (const Span& span : block.spans) {
            if (span.text.empty() || to_valid_utf8(span.text) != span.text) std::abort();
            if (!span.link.empty() && !is_allowed_link(span.link)) std::abort();
        }
    }
    (void)plain_text(text);
    return 0;
}
