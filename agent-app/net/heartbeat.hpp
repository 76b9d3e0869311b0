#pragma once

#include "shared/base/time.hpp"

#include <algorithm>

namespace tandem::console {

// Notices a dead peer. The library's socket has no keep-alive of its own, and a cut cable says nothing: a
// ping goes out regularly, and when nothing at all is heard for a while after one, the peer is dead. A peer
// that dies right after it was heard is noticed after `interval + patience`, at most 16 seconds.
class Heartbeat
{
public:
    enum class Action { Nothing, Ping, Dead };

    static constexpr Millis longestInterval{8'000};
    static constexpr Millis patience{8'000};
    static constexpr Millis probePatience{3'000};

    // `interval`: what the server asks for; it drops who is silent for longer.
    void start(SteadyTime now, Millis interval)
    {
        m_interval = interval > Millis(0) ? std::min(interval, longestInterval) : longestInterval;
        m_nextPing = now + m_interval;
        m_deadline = SteadyTime::max();
    }

    void heard() { m_deadline = SteadyTime::max(); }

    // Doubt, for example after a sleep: asks at once and waits for less.
    void probe(SteadyTime now)
    {
        m_nextPing = now;
        m_deadline = now + probePatience;
    }

    [[nodiscard]] Action tick(SteadyTime now)
    {
        if (now >= m_deadline) return Action::Dead;
        if (now < m_nextPing) return Action::Nothing;
        m_nextPing = now + m_interval;
        m_deadline = std::min(m_deadline, now + patience);
        return Action::Ping;
    }

private:
    Millis m_interval = longestInterval;
    SteadyTime m_nextPing = SteadyTime::max();
    SteadyTime m_deadline = SteadyTime::max();
};

} // namespace tandem::console
