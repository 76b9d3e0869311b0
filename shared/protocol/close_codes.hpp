#pragma once

#include <cstdint>
#include <string_view>

// Why a server closed the connection. The range tells a client what to do, so a new code needs no new
// client:
//   4400–4407  stay away: the same hello would be refused again 4408–4599  reconnect with jittered back-off
//   and resume
// Of the standard codes, 1002, 1003, 1007, 1008, 1009 and 1010 mean stay away; all others, and no code at
// all, mean reconnect.

namespace tandem::protocol {

enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    invalid_payload = 1007,
    too_big = 1009,

    bad_request = 4400,         // the hello or a frame was not understood
    unauthenticated = 4401,     // token or credentials not accepted, or ended
    forbidden = 4403,           // the origin or role may not connect here
    unsupported_version = 4406, // no protocol version in common: a newer client is needed
    signed_out = 4407,          // the user signed out, here or elsewhere

    slow_consumer = 4408,  // did not read; nothing after the last frame was sent
    hello_timeout = 4410,  // no hello in time
    idle_timeout = 4411,   // nothing heard for too long
    rate_limited = 4429,   // too many frames
    internal_error = 4500, // a fault of ours
    overloaded = 4502,     // too many connections
    restarting = 4503,     // this server goes away, another one serves
};

[[nodiscard]] std::string_view close_code_name(CloseCode code) noexcept;

// What a client should do after a close with this code; 0 or 1006 stand for "no close frame came".
[[nodiscard]] bool should_reconnect(std::uint16_t code) noexcept;

} // namespace tandem::protocol
