#include "tests/contract/backplane/backplane_under_test.hpp"

#include "backend/backplane/memory/memory_backplane.hpp"
#include "backend/backplane/redis/redis_backplane.hpp"
#include "shared/base/random.hpp"
#include "tests/support/redis/redis_server.hpp"

#include <QCoreApplication>

namespace tandem::backplane::test {

namespace {

// One server for the whole executable; each test has a prefix of its own.
testing::RedisServer& shared_server()
{
    static std::unique_ptr<testing::RedisServer> server;
    if (!server) {
        server = std::make_unique<testing::RedisServer>();
        qAddPostRoutine([] { server.reset(); });
    }
    return *server;
}

std::string next_prefix()
{
    static int number = 0;
    return "test" + std::to_string(++number);
}

} // namespace

BackplaneUnderTest::BackplaneUnderTest(const std::string& kind) : real_(kind != "memory")
{
    if (!real_) {
        nodes_.push_back(create_memory_backplane(loop_.get_executor(), clock_));
        return;
    }
    const auto prefix = next_prefix();
    for (int i = 0; i < (kind == "redis, one node" ? 1 : 2); ++i)
        nodes_.push_back(connect(prefix, i));
}

std::unique_ptr<Backplane> BackplaneUnderTest::connect(const std::string& prefix, int number)
{
    RedisSettings settings;
    settings.node = NodeId("node_" + std::to_string(number));
    settings.prefix = prefix;
    settings.link.server = *redis::parse_url(shared_server().url());
    auto backplane = create_redis_backplane(loop_, settings, system_clock(), system_random());
    if (!testing::wait_for(loop_, [&] { return backplane->status().connected; }, patience))
        throw std::runtime_error("no connection to Redis");
    return backplane;
}

// Messages of one publisher stay in their order on their way to one subscriber, so a last one tells.
void BackplaneUnderTest::settle()
{
    for (auto& node : nodes_)
        await_on(loop_, node->settled());
    const auto topic = "settle/" + std::to_string(++settled_);
    std::size_t arrived = 0;
    std::vector<Subscription> listening;
    for (auto& node : nodes_) {
        listening.push_back(node->subscribe(topic, [&](const Message& message) {
            if (message.kind == Message::Kind::signal) ++arrived;
        }));
        await_on(loop_, node->settled());
    }
    for (auto& node : nodes_)
        node->publish(topic, {});
    if (!testing::wait_for(loop_, [&] { return arrived == nodes_.size() * nodes_.size(); }, patience))
        throw std::runtime_error("messages do not arrive");
}

void BackplaneUnderTest::pass(Millis of_suite)
{
    if (real_)
        testing::let_pass(loop_, time(of_suite));
    else
        clock_.advance(of_suite);
}

} // namespace tandem::backplane::test
