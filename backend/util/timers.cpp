#include "backend/util/timers.hpp"

#include <utility>

namespace tandem {

namespace {

class AsioTimers final : public Timers
{
public:
    explicit AsioTimers(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    TimerHandle after(Millis delay, std::function<void()> call) override
    {
        auto timer = std::make_shared<asio::steady_timer>(executor_, delay);
        // The callback holds the timer weakly: when the handle goes, the wait is cancelled and nothing is
        // called.
        timer->async_wait([weak = std::weak_ptr(timer),
                           call = std::move(call)](boost::system::error_code error) {
            if (!error && !weak.expired()) call();
        });
        return timer;
    }

private:
    asio::any_io_executor executor_;
};

} // namespace

std::unique_ptr<Timers> create_timers(asio::any_io_executor executor)
{
    return std::make_unique<AsioTimers>(std::move(executor));
}

ManualTimers::~ManualTimers()
{
    const auto calls = std::move(calls_);
    for (const auto& [key, weak] : calls) {
        if (const auto call = weak.lock()) *call = nullptr;
    }
}

TimerHandle ManualTimers::after(Millis delay, std::function<void()> call)
{
    auto handle = std::make_shared<std::function<void()>>(std::move(call));
    calls_.emplace(Key(clock_.steady() + delay, next_++), handle);
    return handle;
}

void ManualTimers::advance(Millis by)
{
    const SteadyTime end = clock_.steady() + by;
    while (!calls_.empty() && calls_.begin()->first.first <= end) {
        const auto due = calls_.begin()->first.first;
        const auto call = calls_.begin()->second.lock();
        calls_.erase(calls_.begin());
        if (due > clock_.steady())
            clock_.advance(std::chrono::duration_cast<Millis>(due - clock_.steady()));
        // Moved out, as a call that was made must let go of what it holds even while its handle lives.
        if (const auto made = call ? std::exchange(*call, nullptr) : nullptr) made();
    }
    if (end > clock_.steady()) clock_.advance(std::chrono::duration_cast<Millis>(end - clock_.steady()));
}

} // namespace tandem
