#pragma once

#include <algorithm>
#include <functional>
#include <iterator>

namespace tandem {

// Whether a range holds a value: std::ranges::contains, which libstdc++ 12 does not have.
template <class Range, class Value, class Projection = std::identity>
[[nodiscard]] bool contains(const Range& range, const Value& value, Projection projection = {})
{
    return std::ranges::find(range, value, projection) != std::ranges::end(range);
}

} // namespace tandem
