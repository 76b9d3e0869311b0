#include "tests/gui/stories/world.hpp"

#include "shared/protocol/codec.hpp"
#include "tests/support/client/chat_client.hpp"
#include "tests/support/client/processes.hpp"

#include <algorithm>

namespace tandem::testing {

struct World::Impl
{
    boost::asio::io_context loop;
    ModelServerProcess model;
    std::unique_ptr<ServerProcess> server;
    std::unique_ptr<ChatClient> customer;
};

World::World() : m_impl(std::make_unique<Impl>())
{
    m_impl->model.start();
    m_impl->server = std::make_unique<ServerProcess>(m_impl->model.settings());
    m_impl->server->addAgent(
        QString::fromLatin1(login), QStringLiteral("Dee"), QString::fromLatin1(password)
    );
    m_impl->server->start();
}

World::~World() = default;

std::string World::url() const { return "ws://127.0.0.1:" + std::to_string(m_impl->server->port()); }

void World::killServer() { m_impl->server->kill(); }

void World::restartServer()
{
    m_impl->server->restart();
    if (m_impl->customer) m_impl->customer->redirect(m_impl->server->port());
}

void World::poll()
{
    m_impl->loop.restart();
    m_impl->loop.poll();
}

void World::customerConnects()
{
    ChatClient::Options options;
    options.name = "Ana";
    options.port = m_impl->server->port();
    m_impl->customer = std::make_unique<ChatClient>(m_impl->loop, options);
    m_impl->customer->connect();
}

void World::customerSays(const std::string& text)
{
    if (m_impl->customer->conversation().empty())
        m_impl->customer->start(text);
    else
        m_impl->customer->say(text);
}

void World::customerWantsAPerson()
{
    m_impl->customer->send(protocol::PersonRequest{{}, m_impl->customer->conversation()});
}

std::string World::conversation() const
{
    return m_impl->customer ? m_impl->customer->conversation().value : "";
}

std::vector<std::string> World::customerSees() const
{
    std::vector<std::string> out;
    for (const auto& event : m_impl->customer->view().events()) {
        const auto* message = std::get_if<protocol::MessageAccepted>(&event.data);
        if (message == nullptr) {
            out.push_back("[" + std::string(protocol::event_type(event.data)) + "]");
        } else {
            out.push_back(std::string(protocol::name_of(event.actor.kind)) + ": " + message->text);
        }
    }
    return out;
}

std::string World::streaming() const
{
    const auto& turns = m_impl->customer->view().turns();
    if (turns.empty() || turns.rbegin()->second.state != TurnView::State::writing) return {};
    return turns.rbegin()->second.text;
}

int World::timesSeen(const std::string& line) const
{
    const auto lines = customerSees();
    return static_cast<int>(std::ranges::count(lines, line));
}

} // namespace tandem::testing
