#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Reading what providers send, where any member may be missing or of another type.

namespace tandem::bot {

// Nothing when it is no JSON object. An escape of half a surrogate pair, which Boost.JSON refuses, becomes
// U+FFFD.
[[nodiscard]] std::optional<boost::json::object> parse_object(std::string_view text);

// Empty, null or 0 when there is no such member of that type.
[[nodiscard]] std::string_view text_in(const boost::json::object& from, std::string_view key);
[[nodiscard]] const boost::json::object* object_in(const boost::json::object& from, std::string_view key);
[[nodiscard]] std::uint64_t count_in(const boost::json::object& from, std::string_view key);

} // namespace tandem::bot
