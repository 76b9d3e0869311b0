#include "backend/conversation/visibility.hpp"

namespace tandem::conversation {

namespace {

using namespace tandem::protocol;

// An allow-list: a new kind of event stays hidden until somebody adds it here.
struct CustomerView
{
    EventData operator()(const ConversationCreated& data) const { return data; }
    EventData operator()(const MessageAccepted& data) const
    {
        MessageAccepted visible = data;
        visible.model.clear();
        visible.flow.reset();
        visible.tools.reset();
        for (Source& source : visible.sources)
            source.score = 0;
        return visible;
    }
    EventData operator()(const ConversationEscalated& data) const
    {
        return ConversationEscalated{
            .owner = data.owner, .trigger = data.trigger, .reason_text = {}, .packet = {}
        };
    }
    EventData operator()(const ConversationAccepted& data) const { return data; }
    EventData operator()(const ConversationTakenOver& data) const
    {
        return ConversationTakenOver{.owner = data.owner, .from = data.from, .packet = {}};
    }
    EventData operator()(const ConversationTransferred& data) const
    {
        return ConversationTransferred{.owner = data.owner, .from = data.from, .note = {}};
    }
    EventData operator()(const ConversationHandedBack& data) const
    {
        return ConversationHandedBack{.owner = data.owner, .note = {}};
    }
    EventData operator()(const ConversationResolved& data) const { return data; }
    EventData operator()(const ConversationReopened& data) const { return data; }
    EventData operator()(const ConversationAbandoned& data) const { return data; }
    EventData operator()(const CsatAnswered& data) const { return data; }
    EventData operator()(const auto&) const { return EventHidden{}; }
};

} // namespace

Event for_customer(const Event& event)
{
    Event visible = event;
    visible.data = std::visit(CustomerView{}, event.data);
    if (std::holds_alternative<EventHidden>(visible.data)) {
        visible.actor = {.kind = ActorKind::system, .id = {}, .name = {}};
        visible.client_msg_id.reset();
        visible.sent_at.reset();
    }
    return visible;
}

} // namespace tandem::conversation
