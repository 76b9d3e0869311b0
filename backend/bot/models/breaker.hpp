#pragma once

#include "shared/base/time.hpp"

#include <cstdint>
#include <optional>

namespace tandem::bot {

struct BreakerSettings
{
    int failures = 5;             // in a row, and it opens
    Millis open_time{10'000};     // after which one request is let through to try
    Millis longest_open{120'000}; // the time doubles with each try that fails, up to this
};

// Keeps requests away from a provider that fails anyway: closed until so many failures in a row, then open,
// then half open: one request at a time is let through, and its outcome decides. Pure.
class Breaker
{
public:
    enum class State { closed, half_open, open };

    explicit Breaker(BreakerSettings settings) : settings_(settings), open_time_(settings.open_time) {}

    // A pass for one request, to be given back with its outcome by exactly one of the three below; nothing
    // when it must not be made.
    using Pass = std::uint64_t;
    [[nodiscard]] std::optional<Pass> enter(SteadyTime now);

    // Outcomes of requests from before the last change of state change nothing.
    void succeeded(Pass pass);
    void failed(Pass pass, SteadyTime now);
    void told_nothing(Pass pass); // given up by ourselves, or the request's own fault

    [[nodiscard]] State state(SteadyTime now) const;
    [[nodiscard]] Millis rest(SteadyTime now) const; // until it lets one through; 0 unless open
    [[nodiscard]] std::uint64_t opened() const { return opened_; } // how often

private:
    void open(SteadyTime now);

    BreakerSettings settings_;
    Pass era_ = 1; // changes with the state; the pass of a request is the era it began in
    int failures_ = 0;
    bool is_open_ = false;
    bool probing_ = false;
    SteadyTime until_{};
    Millis open_time_;
    std::uint64_t opened_ = 0;
};

} // namespace tandem::bot
