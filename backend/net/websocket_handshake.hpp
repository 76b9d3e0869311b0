#pragma once

#include "backend/net/request_head.hpp"

#include <string>
#include <string_view>

namespace tandem::net {

// Whether the request opens a WebSocket (RFC 6455 section 4.2.1). Gives 0, or the status of a refusal: 405
// (not GET), 426 (not an upgrade, or another version), 400 (anything else, two Origin headers included).
[[nodiscard]] int check_handshake(const RequestHead& head);

// Value of Sec-WebSocket-Accept for a key that passed.
[[nodiscard]] std::string handshake_answer(std::string_view key);

} // namespace tandem::net
