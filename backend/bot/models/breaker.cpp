#include "backend/bot/models/breaker.hpp"

#include <algorithm>

namespace tandem::bot {

std::optional<Breaker::Pass> Breaker::enter(SteadyTime now)
{
    if (!is_open_) return era_;
    if (now < until_ || probing_) return std::nullopt;
    probing_ = true;
    return ++era_;
}

void Breaker::succeeded(Pass pass)
{
    if (pass != era_) return;
    if (is_open_) ++era_;
    failures_ = 0;
    is_open_ = false;
    probing_ = false;
    open_time_ = settings_.open_time;
}

void Breaker::failed(Pass pass, SteadyTime now)
{
    if (pass != era_) return;
    if (is_open_) {
        open_time_ = std::min(open_time_ * 2, settings_.longest_open);
        open(now);
    } else if (++failures_ >= settings_.failures) {
        open(now);
    }
}

void Breaker::told_nothing(Pass pass)
{
    if (pass == era_) probing_ = false; // the next one tries
}

void Breaker::open(SteadyTime now)
{
    ++era_;
    ++opened_;
    is_open_ = true;
    probing_ = false;
    failures_ = 0;
    until_ = now + open_time_;
}

Breaker::State Breaker::state(SteadyTime now) const
{
    if (!is_open_) return State::closed;
    return now < until_ ? State::open : State::half_open;
}

Millis Breaker::rest(SteadyTime now) const
{
    return is_open_ && now < until_ ? std::chrono::ceil<Millis>(until_ - now) : Millis(0);
}

} // namespace tandem::bot
