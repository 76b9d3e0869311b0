#pragma once

#include "backend/bot/models/language_model.hpp"
#include "shared/base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

namespace tandem::bot {

// In any one currency, per million tokens.
struct ModelPrice
{
    double input = 0;
    double output = 0;
};

// In the same currency; 0: no cap.
struct BudgetCaps
{
    double conversation = 0; // as long as the process remembers it
    double customer = 0;     // a day
    double day = 0;          // of everybody together
};

// What has been spent on models today, and what is about to be. A request reserves the most it can cost
// before it is made, so requests under way together cannot exceed a cap. Days are UTC. Kept in memory: a
// restart forgets, and of conversations and customers each the 100,000 latest are remembered. Pure.
class BudgetLedger
{
public:
    enum class Cap { none, conversation, customer, day };

    explicit BudgetLedger(BudgetCaps caps) : caps_(caps) {}

    // Reserves, unless a cap would be exceeded: then nothing is reserved and that cap is named.
    [[nodiscard]] Cap reserve(const Asker& asker, double amount, WallTime now);

    // What was reserved has come to this.
    void settle(const Asker& asker, double reserved, double spent, WallTime now);

    [[nodiscard]] double spent_today(WallTime now);

private:
    struct Account
    {
        double spent = 0;
        double reserved = 0;
    };

    // Accounts by id, the longest unused forgotten first.
    class Accounts
    {
    public:
        Account& of(const std::string& id);
        void new_day(); // what is reserved stays reserved

    private:
        static constexpr std::size_t most = 100'000;
        std::list<std::pair<std::string, Account>> by_use_; // the latest first
        std::unordered_map<std::string, decltype(by_use_)::iterator> by_id_;
    };

    void turn_page(WallTime now);

    BudgetCaps caps_;
    std::int64_t day_number_ = 0;
    Account day_;
    Accounts customers_;
    Accounts conversations_;
};

} // namespace tandem::bot
