#pragma once

#include "backend/conversation/hub.hpp"
#include "tests/support/history/checker.hpp"
#include "tests/support/simulator/sim_archive.hpp"

#include <deque>
#include <memory>

namespace tandem::simulator {

struct WorldSettings
{
    std::uint64_t seed = 1;
    int customers = 6;
    int agents = 3;
    int steps = 2'000;
    std::uint64_t crash_in = 250;     // the node dies in one step of so many
    std::uint64_t disconnect_in = 60; // a client loses its connection
    std::uint64_t duplicate_in = 20;  // a command is delivered twice
    DiskFaults disk;
};

struct WorldReport
{
    std::string trace_hash; // the same for the same settings, or something is not deterministic
    std::vector<history::Violation> violations;
    std::vector<std::string> bad_logs; // the events of every conversation with a violation, one a line
    std::size_t conversations = 0;
    std::size_t events = 0;
    std::map<std::string, std::size_t> event_types; // how often each was reached
    std::size_t crashes = 0;
    std::size_t accepted = 0;
    std::size_t open_questions = 0; // of the bot, at the end: must be 0
};

// Runs the real conversation core in one thread against simulated clients, disk, bot and time, with
// crashes, lost connections, repeated and delayed commands, and a disk that is slow and fails. Everything
// follows from the seed. At the end all faults stop, what is under way comes to rest, and the ledgers are
// checked against the disk.
[[nodiscard]] WorldReport run_world(const WorldSettings& settings);

} // namespace tandem::simulator
