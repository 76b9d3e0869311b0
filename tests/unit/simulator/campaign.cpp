#include "tests/support/simulator/world.hpp"

#include <cstdlib>
#include <iostream>

// simulate FIRST COUNT [STEPS]: many seeds; prints those that fail, and exits with 1 if any did.

int main(int argc, char** argv)
{
    if (argc < 3) {
        std::cerr << "simulate FIRST COUNT [STEPS]\n";
        return 2;
    }
    const auto first = std::strtoull(argv[1], nullptr, 10);
    const auto count = std::strtoull(argv[2], nullptr, 10);
    const int steps = argc > 3 ? std::atoi(argv[3]) : 2'000;
    std::size_t failed = 0;
    std::size_t events = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const auto report = tandem::simulator::run_world({.seed = seed, .steps = steps});
        events += report.events;
        if (report.violations.empty() && report.open_questions == 0) continue;
        ++failed;
        for (const auto& line : report.bad_logs)
            std::cout << line << "\n";
        std::cout << "seed " << seed << ": " << report.violations.size() << " violations, "
                  << report.open_questions << " open questions\n";
        for (const auto& violation : report.violations) {
            std::cout << "  " << tandem::history::name_of(violation.invariant) << " " << violation.client
                      << " " << violation.conversation_id.value << " seq " << violation.seq << ": "
                      << violation.detail << "\n";
        }
    }
    std::cout << count << " seeds, " << events << " events, " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}
