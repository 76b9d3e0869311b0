#include "backend/bot/understanding/repetition.hpp"

#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace tandem::bot {

bool says_the_same(std::string_view a, std::string_view b)
{
    const auto list_a = stems(a, "en");
    const auto list_b = stems(b, "en");
    const std::set<std::string> set_a(list_a.begin(), list_a.end());
    const std::set<std::string> set_b(list_b.begin(), list_b.end());
    if (set_a.size() < 2 || set_b.size() < 2) return false;
    // Share of the words of the shorter message that the other one has too.
    const auto common =
        std::ranges::count_if(set_a, [&](const std::string& word) { return set_b.contains(word); });
    return 5 * static_cast<std::size_t>(common) >= 4 * std::min(set_a.size(), set_b.size());
}

} // namespace tandem::bot
