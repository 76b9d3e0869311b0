#pragma once

#include "backend/bot/models/breaker.hpp"

#include <cstddef>
#include <cstdint>

namespace tandem::bot {

// What the decorators around one provider count, for the metrics.
struct ModelStats
{
    std::uint64_t asked = 0; // requests that reached the provider's client, tries included
    std::uint64_t answered = 0;
    std::uint64_t failed = 0;
    std::uint64_t retried = 0;
    std::uint64_t turned_away_full = 0; // by the queue
    std::uint64_t turned_away_late = 0;
    std::uint64_t turned_away_budget = 0;
    std::uint64_t turned_away_breaker = 0;
    std::uint64_t hedged = 0;     // second requests, because the first was silent
    std::uint64_t hedges_won = 0; // of which the second spoke first
    std::uint64_t prompt_tokens = 0;
    std::uint64_t answer_tokens = 0;
    std::size_t running = 0;
    std::size_t waiting = 0;
    double spent = 0;
};

} // namespace tandem::bot
