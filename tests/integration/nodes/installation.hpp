#pragma once

#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"
#include "tests/support/redis/redis_server.hpp"

#include <memory>
#include <string>

namespace tandem::testing {

// Two nodes, a and b, on a database of their own and a Redis of their own, with the scripted model, two
// agents (agent0 and agent1) and the loop for their clients.
class Installation
{
public:
    explicit Installation(const ServerProcess::Settings& settings = {});

    // Another node's settings, for one that is started by hand.
    [[nodiscard]] ServerProcess::Settings node_settings() const;

    // Clients of a node, connecting.
    [[nodiscard]] std::unique_ptr<ChatClient> customer(const ServerProcess& node);
    [[nodiscard]] std::unique_ptr<ChatClient> agent(const ServerProcess& node, int number = 0);

    [[nodiscard]] bool until(const std::function<bool()>& holds, Millis limit = Millis(10'000));

    [[nodiscard]] const std::string& database() const { return m_database; }

    // How many answers the model is writing at this moment.
    [[nodiscard]] int answers_under_way() const;

    boost::asio::io_context loop;
    RedisServer redis;
    ModelServerProcess model;

private:
    std::string m_database;
    ServerProcess::Settings m_settings;
    std::uint64_t m_clients = 0;

public:
    std::unique_ptr<ServerProcess> a;
    std::unique_ptr<ServerProcess> b;
};

} // namespace tandem::testing
