#pragma once

#include "backend/util/asio.hpp"
#include "shared/base/time.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/basic_waitable_timer.hpp>
#include <cstddef>
#include <memory>

namespace tandem::net {

// The deadlines of one connection, `Count` of them, on one timer. Moving a deadline further away costs
// nothing: the timer then fires early once and is set again. That is what an idle time-out does with every
// byte heard.
//
// Owner has `void on_deadline(std::size_t which)`, called on the loop when a deadline passed; it is then
// off. The watchdog belongs to its owner and does not keep it alive.
template <class Owner, std::size_t Count>
class Watchdog
{
public:
    explicit Watchdog(asio::io_context& loop) : timer_(loop.get_executor()) { deadlines_.fill(never); }

    // `owner` must be the object that has this watchdog as a member.
    void arm(std::size_t which, SteadyTime when, const std::shared_ptr<Owner>& owner)
    {
        deadlines_[which] = when;
        if (when < armed_for_) wait_until(when, owner);
    }

    void arm(std::size_t which, Millis time, const std::shared_ptr<Owner>& owner)
    {
        arm(which, std::chrono::steady_clock::now() + time, owner);
    }

    void disarm(std::size_t which) { deadlines_[which] = never; }
    [[nodiscard]] bool armed(std::size_t which) const { return deadlines_[which] != never; }

    // For good.
    void stop()
    {
        deadlines_.fill(never);
        stopped_ = true;
        timer_.cancel();
    }

private:
    using Timer = asio::basic_waitable_timer<
        std::chrono::steady_clock,
        asio::wait_traits<std::chrono::steady_clock>,
        asio::io_context::executor_type>;

    static constexpr SteadyTime never = SteadyTime::max();

    void wait_until(SteadyTime when, const std::shared_ptr<Owner>& owner)
    {
        if (stopped_) return;
        armed_for_ = when;
        timer_.expires_at(when); // takes an earlier wait back
        timer_.async_wait([this, weak = std::weak_ptr(owner)](const boost::system::error_code& error) {
            if (error) return;
            if (const auto alive = weak.lock()) fired(alive);
        });
    }

    void fired(const std::shared_ptr<Owner>& owner)
    {
        armed_for_ = never;
        const SteadyTime now = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < Count && !stopped_; ++i) {
            if (deadlines_[i] > now) continue;
            deadlines_[i] = never;
            owner->on_deadline(i);
        }
        const SteadyTime next = *std::ranges::min_element(deadlines_);
        if (next < armed_for_) wait_until(next, owner);
    }

    Timer timer_;
    std::array<SteadyTime, Count> deadlines_{};
    SteadyTime armed_for_ = never;
    bool stopped_ = false;
};

} // namespace tandem::net
