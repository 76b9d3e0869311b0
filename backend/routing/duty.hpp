#pragma once

#include "backend/backplane/backplane.hpp"
#include "backend/util/timers.hpp"

#include <functional>
#include <memory>
#include <string>

namespace tandem::routing {

// What one node at a time does for all: held by lease, taken over within seconds when its node is gone.
// Saves work and noise; whatever must not happen twice is for the Archive to refuse. Used from the loop's
// thread only.
class Duty
{
public:
    // `name` says which; `time` is how long after the death of its holder another one begins.
    Duty(
        asio::any_io_executor executor,
        backplane::Backplane& backplane,
        Timers& timers,
        const Clock& clock,
        NodeId node,
        std::string name,
        Millis time = Millis(3'000)
    );
    ~Duty();
    Duty(const Duty&) = delete;
    Duty& operator=(const Duty&) = delete;

    // Called when this node begins; it did not hold the duty a moment ago.
    std::function<void()> on_taken;

    void start();
    void stop(); // gives it back

    // This node's, and known to be: never while the others are out of reach, nor after a pause of this
    // process.
    [[nodiscard]] bool held() const;

private:
    struct State;
    [[nodiscard]] static Task<void> renew(std::shared_ptr<State> state);
    void renew_later();

    std::shared_ptr<State> state_;
    asio::any_io_executor executor_;
    Timers& timers_;
    TimerHandle next_;
};

} // namespace tandem::routing
