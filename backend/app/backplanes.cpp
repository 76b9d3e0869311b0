#include "backend/app/backplanes.hpp"

#include "backend/backplane/memory/memory_backplane.hpp"
#include "backend/backplane/redis/redis_backplane.hpp"

#include <stdexcept>

namespace tandem::app {

namespace {

// load_config() has checked all of it; who comes another way hears of it here.
template <class T>
T checked(Result<T> parsed, const char* key)
{
    if (!parsed) throw std::runtime_error(std::string(key) + " is not an address.");
    return std::move(*parsed);
}

backplane::RedisSettings redis_settings(const Config::Backplane& config, const NodeId& node)
{
    namespace redis = backplane::redis;
    backplane::RedisSettings settings;
    settings.node = node;
    settings.prefix = config.redis_prefix;
    settings.ca_file = config.redis_ca_file;
    settings.link.server = checked(redis::parse_url(config.redis_url), "backplane.redis_url");
    settings.link.password = config.redis_password;
    for (const auto& sentinel : config.redis_sentinels) {
        settings.link.sentinels.push_back(
            checked(redis::parse_sentinel(sentinel), "backplane.redis_sentinels")
        );
    }
    settings.link.master = config.redis_master;
    settings.link.connection.tls = settings.link.server.tls;
    settings.link.connection.allow_plaintext = config.redis_allow_plaintext;
    return settings;
}

} // namespace

std::unique_ptr<backplane::Backplane> open_backplane(
    const Config& config, const NodeId& node, asio::io_context& loop, const Clock& clock, Random& random
)
{
    if (config.backplane.engine == "redis")
        return backplane::create_redis_backplane(
            loop, redis_settings(config.backplane, node), clock, random
        );
    return backplane::create_memory_backplane(loop.get_executor(), clock);
}

} // namespace tandem::app
