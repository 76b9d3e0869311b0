#pragma once

#include "backend/bot/bot.hpp"
#include "backend/util/timers.hpp"
#include "shared/base/random.hpp"

namespace tandem::simulator {

// A bot that thinks by manual time: answers with a few words, sometimes has none, sometimes fails,
// sometimes asks for a person, and now and then never comes back.
class SimBot final : public bot::Bot
{
public:
    SimBot(Timers& timers, Random& random) : timers_(timers), random_(random) {}

    Task<Result<bot::TurnOutcome>>
    run(bot::TurnInput input, bot::DeltaSink sink, std::stop_token stop) override;

private:
    Timers& timers_;
    Random& random_;
};

} // namespace tandem::simulator
