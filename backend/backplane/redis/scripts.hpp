#pragma once

#include <string_view>

// What has to happen in one step in Redis. By the server's clock, so that nodes need not agree on theirs.

namespace tandem::backplane::redis::scripts {

// KEYS[1]: a hash of hits by slice of time; ARGV[1]: the window in ms. Returns the hits in the window. The
// same slices as memory/window_counters.hpp: eight to a window, and one that may be partly inside.
inline constexpr std::string_view hit = R"lua(
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slice_time = math.max(1, math.floor(ARGV[1] / 8))
local slice = math.floor(now / slice_time)
local hits = 1
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if tonumber(all[i]) < slice - 8 then
    redis.call('HDEL', KEYS[1], all[i])
  else
    hits = hits + all[i + 1]
  end
end
redis.call('HINCRBY', KEYS[1], string.format('%.0f', slice), 1)
redis.call('PEXPIRE', KEYS[1], 9 * slice_time)
return hits
)lua";

// KEYS[1]: the lease; ARGV: holder, time in ms. Returns 1 when it is the holder's. Redis lets a key live
// until its time is exceeded, a lease ends when it is reached.
inline constexpr std::string_view lease = R"lua(
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', math.max(1, ARGV[2] - 1))
return 1
)lua";

// KEYS[1]: the lease; ARGV[1]: who gives it back.
inline constexpr std::string_view release = R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
)lua";

} // namespace tandem::backplane::redis::scripts
