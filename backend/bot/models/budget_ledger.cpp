#include "backend/bot/models/budget_ledger.hpp"

#include <algorithm>

namespace tandem::bot {
namespace {

constexpr std::int64_t day_ms = 24 * 60 * 60 * 1'000;

} // namespace

BudgetLedger::Cap BudgetLedger::reserve(const Asker& asker, double amount, WallTime now)
{
    turn_page(now);
    Account& conversation = conversations_.of(asker.conversation_id);
    Account& customer = customers_.of(asker.customer_id);
    const auto exceeds = [amount](const Account& account, double cap) {
        return cap > 0 && account.spent + account.reserved + amount > cap;
    };
    // Who is nobody in particular has no cap of its own.
    if (!asker.conversation_id.empty() && exceeds(conversation, caps_.conversation))
        return Cap::conversation;
    if (!asker.customer_id.empty() && exceeds(customer, caps_.customer)) return Cap::customer;
    if (exceeds(day_, caps_.day)) return Cap::day;
    for (Account* account : {&conversation, &customer, &day_})
        account->reserved += amount;
    return Cap::none;
}

void BudgetLedger::settle(const Asker& asker, double reserved, double spent, WallTime now)
{
    turn_page(now);
    for (Account* account :
         {&conversations_.of(asker.conversation_id), &customers_.of(asker.customer_id), &day_}) {
        account->reserved = std::max(0.0, account->reserved - reserved);
        account->spent += spent;
    }
}

double BudgetLedger::spent_today(WallTime now)
{
    turn_page(now);
    return day_.spent;
}

void BudgetLedger::turn_page(WallTime now)
{
    // A clock set back does not give the day a second budget.
    if (now / day_ms <= day_number_) return;
    day_number_ = now / day_ms;
    day_.spent = 0;
    customers_.new_day();
}

BudgetLedger::Account& BudgetLedger::Accounts::of(const std::string& id)
{
    if (const auto known = by_id_.find(id); known != by_id_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, known->second);
        return by_use_.front().second;
    }
    if (by_use_.size() >= most) {
        by_id_.erase(by_use_.back().first);
        by_use_.pop_back();
    }
    by_use_.emplace_front(id, Account{});
    by_id_.emplace(id, by_use_.begin());
    return by_use_.front().second;
}

void BudgetLedger::Accounts::new_day()
{
    for (auto& [id, account] : by_use_)
        account.spent = 0;
}

} // namespace tandem::bot
