#pragma once

#include "shared/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem::backplane::redis {

// Where a Redis listens.
struct Place
{
    std::string host; // lower case, an IPv6 address without its brackets
    std::uint16_t port = 0;
    friend bool operator==(const Place&, const Place&) = default;
};

// Which Redis, and as whom; the password comes from elsewhere.
struct Server
{
    Place place{.host = "127.0.0.1", .port = 6'379};
    bool tls = false;
    std::string user; // of an ACL; empty: the default user
    int database = 0;
    friend bool operator==(const Server&, const Server&) = default;
};

// redis://[user@]host[:port][/database], with rediss for TLS. Error: bad_request for anything else, a
// password included: an address is shown in logs and process lists.
[[nodiscard]] Result<Server> parse_url(std::string_view text);

// host[:port] of a Sentinel; the port is 26379 unless given. Error: bad_request.
[[nodiscard]] Result<Place> parse_sentinel(std::string_view text);

} // namespace tandem::backplane::redis
