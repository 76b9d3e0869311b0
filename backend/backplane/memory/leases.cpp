#include "backend/backplane/memory/leases.hpp"

#include <algorithm>

namespace tandem::backplane {

bool Leases::take(std::string_view key, const NodeId& holder, Millis time, SteadyTime now)
{
    if (leases_.size() >= sweep_at_) forget_expired(now);
    const auto [found, fresh] =
        leases_.try_emplace(std::string(key), Lease{.holder = holder, .until = now + time});
    auto& lease = found->second;
    if (!fresh && lease.holder != holder && lease.until > now) return false;
    lease = {.holder = holder, .until = now + time};
    return true;
}

void Leases::give(std::string_view key, const NodeId& holder, Millis time, SteadyTime now)
{
    if (leases_.size() >= sweep_at_) forget_expired(now);
    leases_.insert_or_assign(std::string(key), Lease{.holder = holder, .until = now + time});
}

void Leases::release(std::string_view key, const NodeId& holder)
{
    const auto found = leases_.find(std::string(key));
    if (found != leases_.end() && found->second.holder == holder) leases_.erase(found);
}

// Doubling the mark keeps the cost per lease constant, however many are alive.
void Leases::forget_expired(SteadyTime now)
{
    std::erase_if(leases_, [&](const auto& entry) { return entry.second.until <= now; });
    sweep_at_ = std::max<std::size_t>(1'024, 2 * leases_.size());
}

} // namespace tandem::backplane
