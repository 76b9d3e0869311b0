#pragma once

#include <string_view>

namespace tandem::bot {

// Whether two messages say the same in nearly the same words. Messages of a word or two never do. Pure.
[[nodiscard]] bool says_the_same(std::string_view a, std::string_view b);

} // namespace tandem::bot
