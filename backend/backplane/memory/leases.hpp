#pragma once

#include "shared/base/ids.hpp"
#include "shared/base/time.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tandem::backplane {

// Who may do what for a while. Not thread-safe.
class Leases
{
public:
    // True when nobody else holds the key at `now`; it is the holder's until `now + time` then.
    bool take(std::string_view key, const NodeId& holder, Millis time, SteadyTime now);

    // Somebody who knows better says that it is the holder's until `now + time`.
    void give(std::string_view key, const NodeId& holder, Millis time, SteadyTime now);

    // Does nothing unless the holder has it.
    void release(std::string_view key, const NodeId& holder);

    [[nodiscard]] std::size_t size() const noexcept { return leases_.size(); }

private:
    struct Lease
    {
        NodeId holder;
        SteadyTime until;
    };

    void forget_expired(SteadyTime now);

    std::unordered_map<std::string, Lease> leases_;
    std::size_t sweep_at_ = 1'024; // entries; those that were never released go when there are so many
};

} // namespace tandem::backplane
