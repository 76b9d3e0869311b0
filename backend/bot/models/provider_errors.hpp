#pragma once

#include "shared/base/errc.hpp"
#include "shared/base/time.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace tandem::bot {

// What an HTTP status (0: none), or an error object's code or type, mean to a caller of a model: overloaded
// when the same request may succeed later, forbidden when the provider refuses us (key, quota, spend
// limit), bad_request when it does not like the request, unavailable otherwise.
[[nodiscard]] Errc chat_error(int status, std::string_view type_or_code);

// Finds a header by its name in lower case; empty when there is none.
using HeaderLookup = std::function<std::string_view(std::string_view)>;

// How long a refused caller should wait: `retry-after-ms`, else `retry-after` in seconds or as an HTTP
// date; nothing when neither can be read. At most an hour, whatever is asked for.
[[nodiscard]] std::optional<Millis> retry_after(const HeaderLookup& header, WallTime now);

} // namespace tandem::bot
