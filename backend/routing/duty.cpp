#include "backend/routing/duty.hpp"

#include <utility>

namespace tandem::routing {

namespace {

constexpr int renewals = 3; // within the time of a lease

} // namespace

// Held by a question under way, which may outlive the duty.
struct Duty::State
{
    backplane::Backplane& backplane;
    const Clock& clock;
    NodeId node;
    std::string key;
    Millis time;
    std::function<void()> taken;
    SteadyTime until{};    // this node's until then
    bool was_held = false; // when it was last asked for
    bool stopped = false;

    [[nodiscard]] bool held() const
    {
        return !stopped && clock.steady() < until && backplane.status().connected;
    }
};

Duty::Duty(
    asio::any_io_executor executor,
    backplane::Backplane& backplane,
    Timers& timers,
    const Clock& clock,
    NodeId node,
    std::string name,
    Millis time
)
    : state_(std::make_shared<State>(State{
          .backplane = backplane,
          .clock = clock,
          .node = std::move(node),
          .key = "duty/" + name,
          .time = time
      })),
      executor_(std::move(executor)),
      timers_(timers)
{}

Duty::~Duty() { stop(); }

void Duty::start()
{
    state_->taken = on_taken;
    renew_later();
}

void Duty::stop()
{
    next_.reset();
    if (std::exchange(state_->stopped, true)) return;
    state_->taken = nullptr;
    state_->backplane.release(state_->key, state_->node);
}

bool Duty::held() const { return state_->held(); }

void Duty::renew_later()
{
    asio::co_spawn(executor_, renew(state_), [](std::exception_ptr) {
    }); // asked again soon, whatever it was
    next_ = timers_.after(state_->time / renewals, [this] { renew_later(); });
}

Task<void> Duty::renew(std::shared_ptr<State> state)
{
    // From before it was asked for, so that this node never believes in it for longer than the others.
    const auto until = state->clock.steady() + state->time;
    const bool ours = co_await state->backplane.lease(state->key, state->node, state->time);
    if (state->stopped) co_return;
    // What is decided without the others counts for nothing when they are back.
    state->until = ours && state->backplane.status().connected ? until : SteadyTime{};
    const bool before = std::exchange(state->was_held, state->held());
    if (!before && state->was_held && state->taken) state->taken();
}

} // namespace tandem::routing
