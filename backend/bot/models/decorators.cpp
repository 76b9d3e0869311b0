#include "backend/bot/models/decorators.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <list>

namespace tandem::bot {
namespace {

class Fallback final : public LanguageModel
{
public:
    Fallback(LanguageModel& primary, LanguageModel& fallback, const Clock& clock)
        : primary_(primary),
          fallback_(fallback),
          clock_(clock)
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        bool spoke = false;
        const DeltaSink watching = [&](std::string_view text) {
            spoke = true;
            sink(text);
        };
        auto result = co_await primary_.answer(request, watching, stop);
        const bool over = stop.stop_requested() || request.deadline.passed(clock_);
        if (result || spoke || over || result.error().code == Errc::cancelled) co_return result;
        co_return co_await fallback_.answer(std::move(request), std::move(sink), stop);
    }

    std::string_view name() const override { return primary_.name(); }

private:
    LanguageModel& primary_;
    LanguageModel& fallback_;
    const Clock& clock_;
};

class Limits final : public LanguageModel
{
public:
    Limits(LanguageModel& model, std::size_t max_concurrent, std::size_t max_waiting, const Clock& clock)
        : model_(model),
          free_(max_concurrent),
          max_waiting_(max_waiting),
          clock_(clock)
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        if (auto turn = co_await take(request.deadline, stop); !turn) co_return fail(turn);
        const Slot slot(*this);
        co_return co_await model_.answer(std::move(request), std::move(sink), stop);
    }

    std::string_view name() const override { return model_.name(); }

private:
    struct Waiter
    {
        asio::steady_timer timer;
        bool granted = false;
    };

    // A place that is held; leaving scope passes it to the next in line.
    class Slot
    {
    public:
        explicit Slot(Limits& limits) : limits_(limits) {}
        Slot(const Slot&) = delete;
        Slot& operator=(const Slot&) = delete;
        ~Slot() { limits_.release(); }

    private:
        Limits& limits_;
    };

    Task<Result<void>> take(Deadline deadline, std::stop_token stop)
    {
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (free_ > 0) {
            --free_;
            co_return Result<void>{};
        }
        if (waiting_.size() >= max_waiting_) co_return fail(Errc::overloaded, "queue full");

        const auto me =
            waiting_.emplace(waiting_.end(), asio::steady_timer(co_await asio::this_coro::executor));
        me->timer.expires_after(deadline.left(clock_));
        {
            const std::stop_callback wake(stop, [me] { me->timer.cancel(); });
            boost::system::error_code ignored; // why it woke is seen by `granted` and the stop token
            co_await me->timer.async_wait(asio::redirect_error(use_task, ignored));
        }
        const bool granted = me->granted;
        waiting_.erase(me);
        if (stop.stop_requested()) {
            if (granted) release();
            co_return fail(Errc::cancelled);
        }
        if (!granted) co_return fail(Errc::deadline_exceeded, "waited in the queue");
        co_return Result<void>{};
    }

    void release()
    {
        const auto next = std::ranges::find(waiting_, false, &Waiter::granted);
        if (next == waiting_.end()) {
            ++free_;
            return;
        }
        next->granted = true;
        next->timer.cancel();
    }

    LanguageModel& model_;
    std::size_t free_;
    std::size_t max_waiting_;
    const Clock& clock_;
    std::list<Waiter> waiting_; // those that were granted stay until they have woken
};

} // namespace

std::unique_ptr<LanguageModel>
with_fallback(LanguageModel& primary, LanguageModel& fallback, const Clock& clock)
{
    return std::make_unique<Fallback>(primary, fallback, clock);
}

std::unique_ptr<LanguageModel>
with_limits(LanguageModel& model, std::size_t max_concurrent, std::size_t max_waiting, const Clock& clock)
{
    return std::make_unique<Limits>(model, max_concurrent, max_waiting, clock);
}

} // namespace tandem::bot
