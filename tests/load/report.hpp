#pragma once

#include "tests/load/campaign.hpp"

namespace tandem::load {

[[nodiscard]] std::string as_text(const Options& options, const Report& report);
[[nodiscard]] std::string as_json(const Options& options, const Report& report);

// The run as an SVG picture: what was due, answered and refused in each second, and how late the latest
// first token came.
[[nodiscard]] std::string as_picture(const Options& options, const Report& report);

// What one group of processes cost.
struct Cost
{
    double cpu_seconds = 0;        // in the measured time
    double cpu_per_1000_turns = 0; // answered in it; 0 when none was
    double cpu_ms_per_opening = 0; // of all customers that connected
    double bytes_per_customer = 0; // that connected and said nothing more; proportional share
    std::uint64_t bytes_at_end = 0;
};

[[nodiscard]] Cost cost_of(const Options& options, const Report& report, const std::string& group);

// Cores used by processes that nobody named, in the measured time: the noise.
[[nodiscard]] double cores_of_others(const Report& report);

[[nodiscard]] double openings_per_second(const Report& report);

} // namespace tandem::load
