#include "backend/bot/models/request_line.hpp"

#include <algorithm>
#include <tuple>

namespace tandem::bot {
namespace {

constexpr double newest_share = 0.2; // of a new measurement in the average

} // namespace

RequestLine::Entered RequestLine::enter(const Asker& asker, Deadline deadline, SteadyTime now)
{
    const Ticket ticket = ++last_ticket_;
    // Who has no name is a customer of its own.
    const std::string customer =
        asker.customer_id.empty() ? "#" + std::to_string(ticket) : asker.customer_id;
    if (running_.size() < settings_.concurrent) {
        grant(ticket, customer, now);
        return {Entry::granted, ticket, {}};
    }
    if (!can_make_it(asker.purpose, deadline, now)) return {Entry::too_late, 0, {}};
    const auto known = customers_.find(customer);
    if (known != customers_.end() && known->second.waiting >= settings_.waiting_per_customer)
        return {Entry::full, 0, {}};
    std::optional<Ticket> displaced;
    if (waiting_.size() >= settings_.waiting) {
        displaced = displace(asker.purpose);
        if (!displaced) return {Entry::full, 0, {}};
    }
    waiting_.push_back({ticket, asker.purpose, customer, deadline});
    ++customers_[customer].waiting;
    return {Entry::waits, ticket, displaced};
}

bool RequestLine::can_make_it(Purpose purpose, Deadline deadline, SteadyTime now) const
{
    const auto ahead =
        std::ranges::count_if(waiting_, [&](const Waiter& waiter) { return waiter.purpose <= purpose; });
    // Places become free one after the other, each after its share of the typical time; then one's own
    // time.
    const double wait_ms = typical_ms_ * double(ahead + 1) / double(settings_.concurrent);
    const auto needed = Millis(std::int64_t(wait_ms + typical_ms_));
    return now + needed <= deadline.when() || deadline.when() == SteadyTime::max();
}

std::optional<RequestLine::Ticket> RequestLine::displace(Purpose by)
{
    auto last = waiting_.end();
    for (auto waiter = waiting_.begin(); waiter != waiting_.end(); ++waiter) {
        if (waiter->purpose > by && (last == waiting_.end() || waiter->purpose >= last->purpose))
            last = waiter;
    }
    if (last == waiting_.end()) return std::nullopt;
    const Ticket ticket = last->ticket;
    forget(last);
    return ticket;
}

void RequestLine::withdraw(Ticket ticket)
{
    const auto waiter = std::ranges::find(waiting_, ticket, &Waiter::ticket);
    if (waiter != waiting_.end()) forget(waiter);
}

std::optional<RequestLine::Ticket> RequestLine::release(Ticket ticket, SteadyTime now, bool typical)
{
    const auto holder = running_.find(ticket);
    if (holder == running_.end()) return std::nullopt;
    if (typical) {
        const double held = std::chrono::duration<double, std::milli>(now - holder->second.since).count();
        typical_ms_ = typical_ms_ == 0 ? held : typical_ms_ + newest_share * (held - typical_ms_);
    }
    const std::string customer = holder->second.customer;
    running_.erase(holder);
    --customers_[customer].running;
    tidy(customer);

    // Order of arrival decides among equals because the first of them is kept.
    auto next = waiting_.end();
    std::tuple<Purpose, std::size_t, std::uint64_t> best;
    for (auto waiter = waiting_.begin(); waiter != waiting_.end(); ++waiter) {
        if (waiter->deadline.when() <= now) continue; // about to leave by itself
        const Customer& of = customers_[waiter->customer];
        const std::tuple rank(waiter->purpose, of.running, of.last_turn);
        if (next == waiting_.end() || rank < best) {
            next = waiter;
            best = rank;
        }
    }
    if (next == waiting_.end()) return std::nullopt;
    const Ticket granted = next->ticket;
    grant(granted, next->customer, now);
    forget(next);
    return granted;
}

void RequestLine::grant(Ticket ticket, const std::string& customer, SteadyTime now)
{
    running_.emplace(ticket, Holder{customer, now});
    Customer& of = customers_[customer];
    ++of.running;
    of.last_turn = ++turns_;
}

void RequestLine::forget(std::list<Waiter>::iterator waiter)
{
    const std::string customer = waiter->customer;
    --customers_[customer].waiting;
    waiting_.erase(waiter);
    tidy(customer);
}

void RequestLine::tidy(const std::string& customer)
{
    const auto known = customers_.find(customer);
    if (known->second.running == 0 && known->second.waiting == 0) customers_.erase(known);
}

} // namespace tandem::bot
