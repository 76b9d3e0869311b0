#include "backend/util/date.hpp"

#include <chrono>
#include <cstdio>

namespace tandem {

std::string iso_date(WallTime at)
{
    const std::chrono::sys_days day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Millis>(Millis(at)));
    const std::chrono::year_month_day date(day);
    char text[16] = {};
    std::snprintf(
        text,
        sizeof text,
        "%04d-%02u-%02u",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day())
    );
    return text;
}

} // namespace tandem
