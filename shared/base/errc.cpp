#include "shared/base/errc.hpp"

namespace tandem {

std::string_view errc_name(Errc code) noexcept
{
    switch (code) {
    case Errc::bad_request:
        return "bad_request";
    case Errc::unknown_type:
        return "unknown_type";
    case Errc::too_large:
        return "too_large";
    case Errc::unauthenticated:
        return "unauthenticated";
    case Errc::forbidden:
        return "forbidden";
    case Errc::not_found:
        return "not_found";
    case Errc::idempotency_conflict:
        return "idempotency_conflict";
    case Errc::stale_epoch:
        return "stale_epoch";
    case Errc::not_owner:
        return "not_owner";
    case Errc::wrong_state:
        return "wrong_state";
    case Errc::already_taken:
        return "already_taken";
    case Errc::text_empty:
        return "text_empty";
    case Errc::text_too_long:
        return "text_too_long";
    case Errc::unsupported_version:
        return "unsupported_version";
    case Errc::rate_limited:
        return "rate_limited";
    case Errc::overloaded:
        return "overloaded";
    case Errc::unavailable:
        return "unavailable";
    case Errc::deadline_exceeded:
        return "deadline_exceeded";
    case Errc::restarting:
        return "restarting";
    case Errc::cancelled:
        return "cancelled";
    case Errc::internal:
        return "internal";
    }
    return "internal";
}

} // namespace tandem
