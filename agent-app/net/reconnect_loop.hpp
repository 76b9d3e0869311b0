#pragma once

#include "shared/base/random.hpp"
#include "shared/base/time.hpp"

#include <cstdint>
#include <string_view>

namespace tandem::console {

// When to connect again: a plain function of what happened and when. It never gives up by itself; only a
// close code that means "stay away" or stop() ends it. Waits are uniform in [0, limit) (full jitter), where
// the limit doubles from half a second to thirty seconds and starts over after a connection that lasted.
class ReconnectLoop
{
public:
    enum class State {
        Stopped,    // nothing to do until start()
        Connecting, // an attempt runs, not welcomed yet
        Connected,  // welcomed
        Waiting,    // for the time of the next attempt
        Refused,    // the server does not want this hello: a person must act, then start()
    };

    enum class Action {
        Nothing,
        Connect, // begin a new attempt
        Drop,    // throw the present attempt away without waiting for its end
    };

    static constexpr Millis firstLimit{500};
    static constexpr Millis lastLimit{30'000};
    static constexpr Millis greetingLimit{10'000}; // from the start of an attempt to its welcome
    static constexpr Millis lasting{10'000};       // a connection this old makes the next wait short again

    explicit ReconnectLoop(Random& random) : m_random(random) {}

    [[nodiscard]] Action start(SteadyTime now);
    [[nodiscard]] Action stop();
    void welcomed(SteadyTime now);

    // The attempt or connection ended; `closeCode` 0 when no close frame came.
    [[nodiscard]] Action ended(std::uint16_t closeCode, SteadyTime now);

    // The connection is known to be dead though nobody said so.
    [[nodiscard]] Action lost(SteadyTime now);

    // The server goes away and asks for the next attempt at this distance, to spread the load.
    void restarting(Millis after);

    [[nodiscard]] Action tick(SteadyTime now);

    // The machine woke up or the network came back: a wait ends now.
    [[nodiscard]] Action wake(SteadyTime now);

    [[nodiscard]] State state() const noexcept { return m_state; }
    [[nodiscard]] SteadyTime nextAttempt() const noexcept { return m_until; } // while Waiting

private:
    [[nodiscard]] Action connect(SteadyTime now);
    void wait(SteadyTime now);

    Random& m_random;
    State m_state = State::Stopped;
    SteadyTime m_since{}; // of the present state
    SteadyTime m_until{};
    Millis m_limit = firstLimit;
    Millis m_asked{0}; // by the server, for the next wait
};

[[nodiscard]] std::string_view nameOf(ReconnectLoop::State state) noexcept;
[[nodiscard]] std::string_view nameOf(ReconnectLoop::Action action) noexcept;

} // namespace tandem::console
