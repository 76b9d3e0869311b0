#pragma once

#include <cstdint>
#include <string_view>

// Every failure a client can be told, once. The number and the name are part of the protocol and never
// change meaning; whether a client may retry is a property of the range, so that old clients handle new
// codes:
//   1000–1499  the request is wrong, repeating it changes nothing 1500–1999  the world is in the way, the
//   same request may succeed later

namespace tandem {

enum class Errc : std::uint16_t {
    bad_request = 1000,          // not JSON, not a known shape, a value out of range
    unknown_type = 1001,         // a message type this server does not know
    too_large = 1002,            // over a size or depth limit
    unauthenticated = 1003,      // hello missing, or credentials not accepted
    forbidden = 1004,            // known, but the role may not do this
    not_found = 1005,            // no such thing, or not yours (the two look alike on purpose)
    idempotency_conflict = 1006, // the same client message id came with another body
    stale_epoch = 1007,          // the conversation changed owner since the sender looked
    not_owner = 1008,            // somebody else owns the conversation; the sender may add a note
    wrong_state = 1009,          // the conversation's state does not allow this
    already_taken = 1010,        // another agent was first
    text_empty = 1011,           // nothing left after cleaning
    text_too_long = 1012,        // more characters than the limit
    unsupported_version = 1013,  // no protocol version in common

    rate_limited = 1500,      // too many; retry after the given time
    overloaded = 1501,        // the server sheds load; retry after the given time
    unavailable = 1502,       // storage or another needed part is away
    deadline_exceeded = 1503, // it took too long and was given up
    restarting = 1504,        // this server is going away; reconnect
    cancelled = 1505,         // given up on purpose before it was done
    internal = 1599,          // a fault of ours
};

// Stable snake_case name of a code, as on the wire ("stale_epoch").
[[nodiscard]] std::string_view errc_name(Errc code) noexcept;

// True when the same request may succeed later without being changed.
[[nodiscard]] constexpr bool retryable(Errc code) noexcept
{
    return static_cast<std::uint16_t>(code) >= 1500;
}

} // namespace tandem
