#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tandem::load {

// What a process and all that it started have used so far.
struct Usage
{
    double cpu_seconds = 0;
    std::uint64_t rss_bytes = 0;
    std::uint64_t pss_bytes =
        0; // memory that several share is counted once; 0 where the system does not say
};

// All zero when there is no such process. Linux only: from /proc.
[[nodiscard]] Usage usage_of(int pid);

// The whole machine since it was started.
struct Machine
{
    double busy_seconds = 0; // of all cores together, without time stolen by other guests
    double load_average = 0; // of the last minute
};

[[nodiscard]] Machine machine();

// One moment: the named processes, and this one with its children under "load".
struct Sample
{
    double at = 0; // seconds of the monotonic clock
    Machine machine;
    std::map<std::string, Usage> usage;
};

[[nodiscard]] Sample sample(const std::map<std::string, int>& pids);

} // namespace tandem::load
