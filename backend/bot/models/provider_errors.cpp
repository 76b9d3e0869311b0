#include "backend/bot/models/provider_errors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace tandem::bot {
namespace {

constexpr Millis longest_rest = std::chrono::hours(1);

constexpr auto refused_for_good = std::to_array<std::string_view>(
    {"insufficient_quota",
     "invalid_api_key",
     "authentication_error",
     "billing_error",
     "permission_error",
     "enforced_spend_limit_reached"}
);
constexpr auto may_pass = std::to_array<std::string_view>(
    {"rate_limit_exceeded",
     "slow_down",
     "server_is_overloaded",
     "overloaded_error",
     "rate_limit_error",
     "timeout_error",
     "api_error",
     "server_error"}
);

std::optional<double> as_number(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0)
        return std::nullopt;
    return value;
}

// "Wed, 21 Oct 2015 07:28:00 GMT", the one form that servers still write.
std::optional<WallTime> as_http_date(std::string_view text)
{
    constexpr auto months = std::to_array<std::string_view>(
        {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
    );
    constexpr std::size_t length = 29;
    if (text.size() != length || !text.ends_with(" GMT")) return std::nullopt;
    char month[4] = {};
    unsigned day = 0;
    int year = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    const std::string line(text.substr(5));
    if (std::sscanf(line.c_str(), "%2u %3s %4d %2d:%2d:%2d", &day, month, &year, &hour, &minute, &second) !=
        6)
        return std::nullopt;
    const auto found = std::ranges::find(months, std::string_view(month));
    if (found == months.end()) return std::nullopt;
    const std::chrono::year_month_day date(
        std::chrono::year(year),
        std::chrono::month(unsigned(found - months.begin()) + 1),
        std::chrono::day(day)
    );
    if (!date.ok()) return std::nullopt;
    const auto at = std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                    std::chrono::seconds(second);
    return std::chrono::duration_cast<Millis>(at.time_since_epoch()).count();
}

Millis limited(double ms) { return Millis(std::int64_t(std::min(ms, double(longest_rest.count())))); }

} // namespace

Errc chat_error(int status, std::string_view type_or_code)
{
    if (std::ranges::find(refused_for_good, type_or_code) != refused_for_good.end()) return Errc::forbidden;
    if (std::ranges::find(may_pass, type_or_code) != may_pass.end()) return Errc::overloaded;
    switch (status) {
    case 401:
    case 402:
    case 403:
        return Errc::forbidden;
    case 408:
    case 409:
    case 429:
        return Errc::overloaded;
    default:
        break;
    }
    if (status >= 500) return Errc::overloaded;
    if (status >= 400 || type_or_code == "invalid_request_error" || type_or_code == "not_found_error")
        return Errc::bad_request;
    return Errc::unavailable;
}

std::optional<Millis> retry_after(const HeaderLookup& header, WallTime now)
{
    if (const auto ms = as_number(header("retry-after-ms"))) return limited(*ms);
    const auto value = header("retry-after");
    if (const auto seconds = as_number(value)) return limited(*seconds * 1'000);
    if (const auto date = as_http_date(value)) return limited(double(std::max<WallTime>(0, *date - now)));
    return std::nullopt;
}

} // namespace tandem::bot
