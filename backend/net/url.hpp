#pragma once

#include "shared/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::net {

struct Url
{
    bool tls = false;
    std::string host; // lower case, an IPv6 address without its brackets
    std::uint16_t port = 80;
    std::string target = "/"; // path and query

    // As in the header Host: with the port when it is not the scheme's own.
    [[nodiscard]] std::string authority() const;
};

// An absolute http or https URL of printable ASCII. Error: bad_request for anything else, user names and
// fragments included: both are more often a trick than meant.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

} // namespace tandem::net
