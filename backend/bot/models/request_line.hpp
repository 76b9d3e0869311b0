#pragma once

#include "backend/bot/models/language_model.hpp"
#include "backend/util/deadline.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>

namespace tandem::bot {

struct LineSettings
{
    std::size_t concurrent = 64;          // answers in progress at most
    std::size_t waiting = 256;            // that wait for a place at most
    std::size_t waiting_per_customer = 4; // of one customer
};

// Who may ask a provider now, who waits, and who is turned away. Pure.
// - A free place is given at once.
// - Who waits goes by purpose; of one purpose, by how many places the customer has, then by whose turn was
//   longest ago, then in order of arrival. So a customer with many questions delays others by one.
// - A full line turns away, unless somebody of a lower purpose waits: the last of those is displaced.
// - Who is not likely to be done before the deadline is turned away at once. The estimate is a moving
// average
//   of how long places were held; before the first measurement everybody may wait.
class RequestLine
{
public:
    using Ticket = std::uint64_t;

    enum class Entry { granted, waits, full, too_late };
    struct Entered
    {
        Entry entry = Entry::full;
        Ticket ticket = 0;               // of those who got a place or wait
        std::optional<Ticket> displaced; // somebody who waited and does not any more
    };

    explicit RequestLine(LineSettings settings) : settings_(settings) {}

    [[nodiscard]] Entered enter(const Asker& asker, Deadline deadline, SteadyTime now);

    // One that waits gives up.
    void withdraw(Ticket ticket);

    // One that had a place is done. `typical`: it was not cut short, and its time counts for the estimate.
    // Returns who has the place now.
    [[nodiscard]] std::optional<Ticket> release(Ticket ticket, SteadyTime now, bool typical);

    [[nodiscard]] std::size_t running() const { return running_.size(); }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] Millis typical() const { return Millis(std::int64_t(typical_ms_)); }

private:
    struct Waiter
    {
        Ticket ticket;
        Purpose purpose;
        std::string customer;
        Deadline deadline;
    };
    struct Holder
    {
        std::string customer;
        SteadyTime since;
    };
    struct Customer
    {
        std::size_t running = 0;
        std::size_t waiting = 0;
        std::uint64_t last_turn = 0; // 0: has had none since it is in the line
    };

    [[nodiscard]] bool can_make_it(Purpose purpose, Deadline deadline, SteadyTime now) const;
    [[nodiscard]] std::optional<Ticket> displace(Purpose by);
    void grant(Ticket ticket, const std::string& customer, SteadyTime now);
    void forget(std::list<Waiter>::iterator waiter);
    void tidy(const std::string& customer);

    LineSettings settings_;
    std::list<Waiter> waiting_; // in order of arrival
    std::map<Ticket, Holder> running_;
    std::map<std::string, Customer> customers_; // of those in the line only
    Ticket last_ticket_ = 0;
    std::uint64_t turns_ = 0;
    double typical_ms_ = 0;
};

} // namespace tandem::bot
