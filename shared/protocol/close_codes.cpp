#include "shared/protocol/close_codes.hpp"

namespace tandem::protocol {

std::string_view close_code_name(CloseCode code) noexcept
{
    switch (code) {
    case CloseCode::normal:
        return "normal";
    case CloseCode::going_away:
        return "going_away";
    case CloseCode::protocol_error:
        return "protocol_error";
    case CloseCode::invalid_payload:
        return "invalid_payload";
    case CloseCode::too_big:
        return "too_big";
    case CloseCode::bad_request:
        return "bad_request";
    case CloseCode::unauthenticated:
        return "unauthenticated";
    case CloseCode::forbidden:
        return "forbidden";
    case CloseCode::unsupported_version:
        return "unsupported_version";
    case CloseCode::signed_out:
        return "signed_out";
    case CloseCode::slow_consumer:
        return "slow_consumer";
    case CloseCode::hello_timeout:
        return "hello_timeout";
    case CloseCode::idle_timeout:
        return "idle_timeout";
    case CloseCode::rate_limited:
        return "rate_limited";
    case CloseCode::internal_error:
        return "internal_error";
    case CloseCode::overloaded:
        return "overloaded";
    case CloseCode::restarting:
        return "restarting";
    }
    return "unknown";
}

bool should_reconnect(std::uint16_t code) noexcept
{
    switch (code) {
    case 1002:
    case 1003:
    case 1007:
    case 1008:
    case 1009:
    case 1010:
        return false;
    default:
        return code < 4400 || code > 4407;
    }
}

} // namespace tandem::protocol
