#pragma once

#include "backend/backplane/backplane.hpp"
#include "backend/backplane/redis/link.hpp"

namespace tandem::backplane {

struct RedisSettings
{
    NodeId node;                   // 1 to 64 bytes, different for each process that ever runs
    std::string prefix = "tandem"; // of every key and channel, so that installations can share a server
    redis::LinkSettings link;
    std::string ca_file;         // further certificates to trust (PEM), besides the system's
    Millis missed_within{4'000}; // how long it may take until everybody has been told `missed`
};

// Many nodes, over one Redis, or over a group of them behind Sentinels. Begins to connect at once and is
// usable before it succeeds. `clock` and `random` outlive it. Throws std::runtime_error when `ca_file`
// cannot be used.
[[nodiscard]] std::unique_ptr<Backplane>
create_redis_backplane(asio::io_context& loop, RedisSettings settings, const Clock& clock, Random& random);

} // namespace tandem::backplane
