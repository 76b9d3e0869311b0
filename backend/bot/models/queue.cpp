#include "backend/bot/models/decorators.hpp"
#include "backend/util/signal.hpp"

#include <unordered_map>

namespace tandem::bot {
namespace {

// The line and those who wait in it. Shared with the requests, whose last handlers may run when the
// decorator is gone.
struct Queue
{
    struct Waiter
    {
        Signal* wake;
        enum class Fate { none, granted, displaced } fate = Fate::none;
    };

    Queue(LineSettings settings, std::shared_ptr<ModelStats> s) : line(settings), stats(std::move(s)) {}

    void tell(RequestLine::Ticket ticket, Waiter::Fate fate)
    {
        const auto waiter = waiters.find(ticket);
        if (waiter == waiters.end()) return;
        waiter->second->fate = fate;
        waiter->second->wake->set();
    }

    void release(RequestLine::Ticket ticket, SteadyTime now, bool typical)
    {
        if (const auto next = line.release(ticket, now, typical)) tell(*next, Waiter::Fate::granted);
        count();
    }

    void count() const
    {
        stats->running = line.running();
        stats->waiting = line.waiting();
    }

    RequestLine line;
    std::unordered_map<RequestLine::Ticket, Waiter*> waiters;
    std::shared_ptr<ModelStats> stats;
};

// A place that is held; leaving scope passes it to the next in line.
class Place
{
public:
    Place(std::shared_ptr<Queue> queue, RequestLine::Ticket ticket, const Clock& clock)
        : queue_(std::move(queue)),
          ticket_(ticket),
          clock_(clock)
    {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() { queue_->release(ticket_, clock_.steady(), typical); }

    bool typical = false; // the time it was held tells how long answers take

private:
    std::shared_ptr<Queue> queue_;
    RequestLine::Ticket ticket_;
    const Clock& clock_;
};

// One who waits; leaving scope leaves the line.
class InLine
{
public:
    InLine(std::shared_ptr<Queue> queue, RequestLine::Ticket ticket, Queue::Waiter& waiter)
        : queue_(std::move(queue)),
          ticket_(ticket)
    {
        queue_->waiters.emplace(ticket_, &waiter);
    }
    InLine(const InLine&) = delete;
    InLine& operator=(const InLine&) = delete;
    ~InLine()
    {
        queue_->waiters.erase(ticket_);
        queue_->line.withdraw(ticket_);
        queue_->count();
    }

private:
    std::shared_ptr<Queue> queue_;
    RequestLine::Ticket ticket_;
};

class WithQueue final : public LanguageModel
{
public:
    WithQueue(
        LanguageModel& model,
        LineSettings settings,
        const ModelTools& tools,
        std::shared_ptr<ModelStats> stats
    )
        : model_(model),
          tools_(tools),
          queue_(std::make_shared<Queue>(settings, std::move(stats)))
    {}

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        const auto entered = queue_->line.enter(request.asker, request.deadline, tools_.clock.steady());
        queue_->count();
        if (entered.displaced) queue_->tell(*entered.displaced, Queue::Waiter::Fate::displaced);
        if (entered.entry == RequestLine::Entry::full) {
            ++queue_->stats->turned_away_full;
            co_return fail(Errc::overloaded, "queue full");
        }
        if (entered.entry == RequestLine::Entry::too_late) {
            ++queue_->stats->turned_away_late;
            co_return fail(Errc::overloaded, "would not be answered in time");
        }
        if (entered.entry == RequestLine::Entry::waits) {
            auto granted = co_await wait(entered.ticket, request.deadline, stop);
            if (!granted) co_return fail(granted);
        }
        Place place(queue_, entered.ticket, tools_.clock);
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        auto result = co_await model_.answer(std::move(request), std::move(sink), std::move(stop));
        place.typical = result.has_value();
        co_return result;
    }

    std::string_view name() const override { return model_.name(); }
    Millis rest() const override { return model_.rest(); }

private:
    Task<Result<void>> wait(RequestLine::Ticket ticket, Deadline deadline, std::stop_token stop)
    {
        Signal wake(co_await asio::this_coro::executor);
        Queue::Waiter waiter{&wake};
        const InLine in_line(queue_, ticket, waiter);
        const TimerHandle limit = tools_.timers.after(deadline.left(tools_.clock), [&] { wake.set(); });
        const std::stop_callback on_stop(stop, [&] { wake.set(); });
        co_await wake.wait();
        // A place that was granted is the caller's to give back, whatever else happened.
        if (waiter.fate == Queue::Waiter::Fate::granted) co_return Result<void>{};
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        if (waiter.fate == Queue::Waiter::Fate::displaced) {
            ++queue_->stats->turned_away_full;
            co_return fail(Errc::overloaded, "displaced");
        }
        co_return fail(Errc::deadline_exceeded, "waited in the queue");
    }

    LanguageModel& model_;
    ModelTools tools_;
    std::shared_ptr<Queue> queue_;
};

} // namespace

std::unique_ptr<LanguageModel> with_queue(
    LanguageModel& model, LineSettings settings, const ModelTools& tools, std::shared_ptr<ModelStats> stats
)
{
    return std::make_unique<WithQueue>(model, settings, tools, std::move(stats));
}

} // namespace tandem::bot
