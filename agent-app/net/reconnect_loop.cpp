#include "agent-app/net/reconnect_loop.hpp"

#include "shared/protocol/close_codes.hpp"

#include <algorithm>

namespace tandem::console {

ReconnectLoop::Action ReconnectLoop::start(SteadyTime now)
{
    m_limit = firstLimit;
    m_asked = Millis(0);
    return connect(now);
}

ReconnectLoop::Action ReconnectLoop::stop()
{
    const bool running = m_state == State::Connecting || m_state == State::Connected;
    m_state = State::Stopped;
    return running ? Action::Drop : Action::Nothing;
}

void ReconnectLoop::welcomed(SteadyTime now)
{
    if (m_state != State::Connecting) return;
    m_state = State::Connected;
    m_since = now;
}

ReconnectLoop::Action ReconnectLoop::ended(std::uint16_t closeCode, SteadyTime now)
{
    if (m_state != State::Connecting && m_state != State::Connected) return Action::Nothing;
    if (!protocol::should_reconnect(closeCode)) {
        m_state = State::Refused;
        return Action::Nothing;
    }
    // A server that welcomes and drops at once must not be asked in a tight loop, so only age resets the
    // limit.
    if (m_state == State::Connected && now - m_since >= lasting) m_limit = firstLimit;
    wait(now);
    return Action::Nothing;
}

ReconnectLoop::Action ReconnectLoop::lost(SteadyTime now)
{
    if (m_state != State::Connecting && m_state != State::Connected) return Action::Nothing;
    (void)ended(0, now);
    return Action::Drop;
}

void ReconnectLoop::restarting(Millis after) { m_asked = std::clamp(after, Millis(0), lastLimit); }

ReconnectLoop::Action ReconnectLoop::tick(SteadyTime now)
{
    if (m_state == State::Waiting && now >= m_until) return connect(now);
    if (m_state == State::Connecting && now - m_since >= greetingLimit) return lost(now);
    return Action::Nothing;
}

ReconnectLoop::Action ReconnectLoop::wake(SteadyTime now)
{
    if (m_state != State::Waiting) return Action::Nothing;
    m_limit = firstLimit;
    return connect(now);
}

ReconnectLoop::Action ReconnectLoop::connect(SteadyTime now)
{
    m_state = State::Connecting;
    m_since = now;
    return Action::Connect;
}

void ReconnectLoop::wait(SteadyTime now)
{
    const auto jitter = Millis(m_random.below(static_cast<std::uint64_t>(m_limit.count())));
    m_state = State::Waiting;
    m_since = now;
    m_until = now + (m_asked > Millis(0) ? m_asked : jitter);
    m_asked = Millis(0);
    m_limit = std::min(m_limit * 2, lastLimit);
}

std::string_view nameOf(ReconnectLoop::State state) noexcept
{
    switch (state) {
    case ReconnectLoop::State::Stopped:
        return "Stopped";
    case ReconnectLoop::State::Connecting:
        return "Connecting";
    case ReconnectLoop::State::Connected:
        return "Connected";
    case ReconnectLoop::State::Waiting:
        return "Waiting";
    case ReconnectLoop::State::Refused:
        return "Refused";
    }
    return "?";
}

std::string_view nameOf(ReconnectLoop::Action action) noexcept
{
    switch (action) {
    case ReconnectLoop::Action::Nothing:
        return "Nothing";
    case ReconnectLoop::Action::Connect:
        return "Connect";
    case ReconnectLoop::Action::Drop:
        return "Drop";
    }
    return "?";
}

} // namespace tandem::console
