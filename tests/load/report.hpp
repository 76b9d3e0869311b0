#pragma once

#include "tests/load/histogram.hpp"

#include <map>
#include <optional>
#include <string>

namespace tandem::load {

struct Options
{
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    int customers = 100;
    double rate = 10;       // turns due in a second
    double seconds = 10;    // for which turns are due
    double ramp = 1;        // seconds over which customers connect, before the first turn
    int sources = 4;        // source addresses, from 127.0.0.2 up
    double turn_limit = 30; // seconds until a turn counts as timed out
    std::string text = "How long do I have to return an item?";
    std::uint64_t seed = 1;
    int server_pid = 0; // 0: not measured
    std::string json;   // file to write the report to
};

// What a process has used so far.
struct Usage
{
    double cpu_seconds = 0;
    std::uint64_t rss_bytes = 0;
};

// Nothing when there is no such process.
[[nodiscard]] std::optional<Usage> usage_of(int pid);

struct Report
{
    std::uint64_t connected = 0;
    std::uint64_t due = 0;
    std::uint64_t waited = 0; // for a free customer
    std::uint64_t sent = 0;
    std::uint64_t accepted = 0;
    std::map<std::string, std::uint64_t> rejected; // by code
    std::uint64_t answered = 0;
    std::uint64_t handed_over = 0; // to a person instead of an answer
    std::uint64_t failed = 0;      // turn.failed and nothing after it
    std::uint64_t timed_out = 0;
    std::uint64_t reconnects = 0;
    std::uint64_t torn = 0; // answers of which deltas were missed on the way

    std::uint64_t lost = 0;
    std::uint64_t doubled = 0;
    std::uint64_t disordered = 0;

    Histogram accept;
    Histogram first_token;
    Histogram full_answer;

    double seconds = 0; // from the first turn to the last answer
    std::optional<Usage> server_before;
    std::optional<Usage> server_after;

    [[nodiscard]] bool sound() const noexcept { return lost == 0 && doubled == 0 && disordered == 0; }
};

[[nodiscard]] std::string as_text(const Options& options, const Report& report);
[[nodiscard]] std::string as_json(const Options& options, const Report& report);

} // namespace tandem::load
