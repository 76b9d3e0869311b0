#include "backend/conversation/broadcast.hpp"

#include "backend/conversation/visibility.hpp"
#include "shared/protocol/codec.hpp"

namespace tandem::conversation {

namespace {

backplane::Frame frame(const protocol::ServerMessage& message)
{
    return std::make_shared<const std::string>(protocol::encode(message));
}

} // namespace

std::string topic_of(const ConversationId& id) { return "conversation/" + id.value; }

backplane::Message event_message(const protocol::Event& event)
{
    const auto visible = for_customer(event);
    backplane::Message message{.kind = backplane::Message::Kind::event, .seq = event.seq};
    message.for_agents = frame(protocol::EventFrame{event});
    message.for_customers = visible == event ? message.for_agents : frame(protocol::EventFrame{visible});
    return message;
}

backplane::Message turn_message(const protocol::ServerMessage& content)
{
    backplane::Message message{.kind = backplane::Message::Kind::turn};
    message.droppable = std::holds_alternative<protocol::TurnDelta>(content);
    message.for_agents = message.for_customers = frame(content);
    return message;
}

backplane::Message signal_message(const protocol::ServerMessage& content, bool staff_only)
{
    backplane::Message message{.kind = backplane::Message::Kind::signal, .seq = 0, .droppable = true};
    message.for_agents = frame(content);
    if (!staff_only) message.for_customers = message.for_agents;
    return message;
}

} // namespace tandem::conversation
