#pragma once

#include "backend/app/config.hpp"
#include "backend/bot/flows/flow_player.hpp"
#include "backend/bot/tools/tools.hpp"
#include "backend/util/timers.hpp"
#include "shared/base/random.hpp"

#include <memory>

namespace tandem::app {

// The routine matters that `bot.flows` and `bot.tools` describe.
class Business
{
public:
    // What talks to customers: flows first, then the bot they stand around; that bot itself without flows.
    [[nodiscard]] bot::Bot& talking() { return bot ? *bot : inner; }

    bot::Bot& inner;
    std::unique_ptr<bot::Tools> tools;
    std::unique_ptr<bot::FlowPlayer> player;
    std::unique_ptr<bot::Bot> bot;
};

// Everything passed by reference outlives it. Throws ConfigError with what is wrong with which file.
[[nodiscard]] Business create_business(
    const Config& config,
    bot::Bot& inner,
    asio::io_context& loop,
    Timers& timers,
    const Clock& clock,
    Random& random
);

// Reads the files and forgets them. Throws as create_business.
void check_business(const Config& config);

} // namespace tandem::app
