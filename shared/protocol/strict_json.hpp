#pragma once

#include "shared/base/result.hpp"

#include <boost/json/value.hpp>
#include <cstddef>
#include <string_view>

namespace tandem::protocol {

// Ceilings for JSON from outside, held while parsing, before anything is built on the result.
struct JsonLimits
{
    std::size_t bytes = 64 * 1024;
    std::size_t depth = 16;
    std::size_t members = 4'096; // values of any kind, at any depth
};

// For what our own storage wrote.
inline constexpr JsonLimits trusted_json{.bytes = 16 * 1024 * 1024, .depth = 24, .members = 1'000'000};

// Parses one JSON document. Stricter than the library: refuses duplicate keys, U+0000 anywhere, numbers
// that overflow to infinity, objects of more than 256 keys, and everything over a limit. Errors:
// bad_request, too_large.
[[nodiscard]] Result<boost::json::value> parse_json(std::string_view text, const JsonLimits& limits = {});

} // namespace tandem::protocol
