#include "tests/load/poller.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <system_error>
#include <unistd.h>

namespace tandem::load {

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
}

Poller::~Poller() { ::close(epoll_); }

Poller::Ticket Poller::add(int descriptor, std::uint32_t what, Watched& watched)
{
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const auto index = free_.back();
    free_.pop_back();
    slots_[index].watched = &watched;
    const Ticket ticket = Ticket(slots_[index].generation) << 32U | index;
    epoll_event event{.events = what, .data = {.u64 = ticket}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    return ticket;
}

void Poller::change(Ticket ticket, int descriptor, std::uint32_t what)
{
    epoll_event event{.events = what, .data = {.u64 = ticket}};
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event);
}

void Poller::remove(Ticket ticket, int descriptor)
{
    const auto index = static_cast<std::uint32_t>(ticket);
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
    slots_[index].watched = nullptr;
    ++slots_[index].generation;
    free_.push_back(index);
}

void Poller::at(Time when, std::function<void()> call) { calls_.push({when, order_++, std::move(call)}); }

void Poller::run_due()
{
    // Only what is due by now: calls that set others for "at once" must not keep the sockets waiting.
    const Time until = now();
    while (!calls_.empty() && calls_.top().when <= until) {
        // The top of a heap is const, but it is taken off at once.
        auto call = std::move(const_cast<Call&>(calls_.top()).call);
        calls_.pop();
        call();
    }
}

void Poller::step(Span longest)
{
    run_due();
    auto wait = longest;
    if (!calls_.empty()) wait = std::clamp<Span>(calls_.top().when - now(), Span(0), longest);
    const timespec limit{
        .tv_sec = static_cast<time_t>(wait.count() / 1'000'000'000),
        .tv_nsec = static_cast<long>(wait.count() % 1'000'000'000)
    };
    std::array<epoll_event, 512> events{};
    const int count = ::epoll_pwait2(epoll_, events.data(), int(events.size()), &limit, nullptr);
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        const Slot slot = slots_[static_cast<std::uint32_t>(event.data.u64)];
        if (slot.watched == nullptr || slot.generation != event.data.u64 >> 32U) continue;
        slot.watched->ready(event.events);
    }
}

} // namespace tandem::load
