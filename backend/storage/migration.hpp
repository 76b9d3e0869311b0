#pragma once

#include <string_view>

namespace tandem::storage {

// One step of a database's schema. Never changed once released; a mistake is corrected by the next one.
struct Migration
{
    int version = 0; // 1, 2, 3 …
    std::string_view name;
    std::string_view sql;

    // The oldest schema that a build must know to work on this one, for engines that several nodes share:
    // the line "-- oldest_build: N" of the file, by default the version itself.
    int oldest_build = version;
};

} // namespace tandem::storage
