#include "tests/integration/nodes/installation.hpp"

#include "tests/support/client/crowd.hpp"
#include "tests/support/client/wait_for.hpp"
#include "tests/support/postgres/cluster.hpp"

#include <QRegularExpression>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace tandem::testing {

Installation::Installation(const ServerProcess::Settings& settings)
    : m_database(PostgresCluster::shared().new_database()),
      m_settings(settings)
{
    model.start();
    a = std::make_unique<ServerProcess>(node_settings());
    b = std::make_unique<ServerProcess>(node_settings());
    for (int i = 0; i < Crowd::agents; ++i)
        a->addAgent(QString("agent%1").arg(i), QString("Agent %1").arg(i), Crowd::password);
    a->start();
    b->start();
}

ServerProcess::Settings Installation::node_settings() const
{
    auto all = m_settings;
    for (const auto& [section, lines] : model.settings())
        all[section] += lines + "\n";
    all["storage"] +=
        QString("engine = \"postgres\"\npostgres_url = \"%1\"\n").arg(QString::fromStdString(m_database));
    all["backplane"] +=
        QString("engine = \"redis\"\nredis_url = \"%1\"\n").arg(QString::fromStdString(redis.url()));
    all["limits"] += "customer_message_burst = 100000\ncustomer_messages_per_minute = 100000\n";
    return all;
}

std::unique_ptr<ChatClient> Installation::customer(const ServerProcess& node)
{
    ChatClient::Options options;
    options.port = node.port();
    options.seed = ++m_clients;
    auto client = std::make_unique<ChatClient>(loop, options);
    client->connect();
    return client;
}

std::unique_ptr<ChatClient> Installation::agent(const ServerProcess& node, int number)
{
    ChatClient::Options options;
    options.port = node.port();
    options.seed = ++m_clients;
    options.agent = true;
    options.login = "agent" + std::to_string(number);
    options.password = Crowd::password;
    auto client = std::make_unique<ChatClient>(loop, options);
    client->connect();
    return client;
}

bool Installation::until(const std::function<bool()>& holds, Millis limit)
{
    return wait_for(loop, holds, limit);
}

int Installation::answers_under_way() const
{
    boost::asio::io_context io;
    boost::asio::ip::tcp::socket socket(io);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), model.port()});
    boost::asio::write(socket, boost::asio::buffer(std::string("GET /stats HTTP/1.1\r\nHost: x\r\n\r\n")));
    std::string answer;
    boost::system::error_code ignored;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(answer), "}", ignored);
    const auto match = QRegularExpression(R"("open":(\d+))").match(QString::fromStdString(answer));
    return match.hasMatch() ? match.captured(1).toInt() : -1;
}

} // namespace tandem::testing
