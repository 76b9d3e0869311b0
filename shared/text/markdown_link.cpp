#include "shared/text/markdown.hpp"

#include "shared/text/markdown_chars.hpp"

namespace tandem::text {

bool is_allowed_link(std::string_view target) noexcept
{
    if (std::ranges::any_of(target, ends_target)) return false;
    if (is_web_address(target)) {
        std::string_view host = target.substr(target.find("//") + 2);
        host = host.substr(0, host.find_first_of("/?#"));
        return !host.empty() && !host.contains('@');
    }
    if (starts_with_no_case(target, "mailto:")) return target.size() > std::string_view("mailto:").size();
    if (starts_with_no_case(target, "article:")) {
        const std::string_view id = target.substr(std::string_view("article:").size());
        return !id.empty() && id.size() <= 128 &&
               std::ranges::all_of(id, [](char c) { return is_alnum(c) || c == '-' || c == '_'; });
    }
    return false;
}

} // namespace tandem::text
