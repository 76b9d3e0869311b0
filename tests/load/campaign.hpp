#pragma once

#include "tests/load/options.hpp"
#include "tests/load/tally.hpp"
#include "tests/load/usage.hpp"

#include <memory>

namespace tandem::load {

// What a run found. Moments: before anybody connected, when all had, when all was quiet, when the measured
// time began and ended, and after the check.
struct Report
{
    std::unique_ptr<Tally> tally = std::make_unique<Tally>();
    Sample before;
    Sample opened;
    Sample idle;
    Sample begin;
    Sample end;
    double start_seconds = 0; // of a server that was killed: from its start to its being ready

    // Nothing was lost, doubled or out of order, and everything was looked at.
    [[nodiscard]] bool sound() const
    {
        return tally->lost == 0 && tally->doubled == 0 && tally->disordered == 0 && tally->unchecked == 0;
    }
    [[nodiscard]] const Stretch& measured() const { return tally->stretch[1]; }
};

// Plays the whole scenario: starts the processes that play the people, tells them what to do when, and adds
// up what they saw. Throws std::runtime_error when it cannot be played.
[[nodiscard]] Report play(Options options);

} // namespace tandem::load
