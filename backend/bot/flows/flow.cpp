#include "backend/bot/flows/flow.hpp"

#include <algorithm>

namespace tandem::bot {

const std::string& LocalText::in(std::string_view language) const
{
    static const std::string none;
    const auto exact = by_language.find(std::string(language.substr(0, 2)));
    if (exact != by_language.end()) return exact->second;
    const auto english = by_language.find("en");
    return english == by_language.end() ? none : english->second;
}

std::size_t Flow::step_at(std::string_view wanted) const
{
    return static_cast<std::size_t>(std::ranges::find(steps, wanted, &FlowStep::id) - steps.begin());
}

} // namespace tandem::bot
