#include "backend/util/pattern.hpp"

#include <re2/re2.h>
#include <stdexcept>

namespace tandem {

struct Pattern::Compiled
{
    explicit Compiled(std::string_view expression) : regex(re2::StringPiece(expression), options()) {}

    static re2::RE2::Options options()
    {
        re2::RE2::Options chosen;
        chosen.set_log_errors(false);
        chosen.set_max_mem(1 << 20);
        return chosen;
    }

    re2::RE2 regex;
};

Pattern::Pattern(std::string_view expression)
{
    if (expression.empty()) return;
    auto compiled = std::make_shared<const Compiled>(expression);
    if (!compiled->regex.ok()) throw std::runtime_error("is no pattern: " + compiled->regex.error());
    compiled_ = std::move(compiled);
}

bool Pattern::matches(std::string_view text) const
{
    return !compiled_ || re2::RE2::FullMatch(re2::StringPiece(text), compiled_->regex);
}

std::string Pattern::find_in(std::string_view text) const
{
    if (!compiled_) return std::string(text);
    re2::StringPiece found;
    const re2::StringPiece all(text);
    if (!compiled_->regex.Match(all, 0, all.size(), re2::RE2::UNANCHORED, &found, 1)) return {};
    return {found.data(), found.size()};
}

} // namespace tandem
