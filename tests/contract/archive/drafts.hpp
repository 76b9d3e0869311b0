#pragma once

#include "backend/storage/archive.hpp"

namespace tandem::test {

using namespace tandem::storage;

// Short ways to say what the suites append.

inline constexpr WallTime noon = 1'700'000'000'000;

inline const Actor customer_actor{.kind = ActorKind::customer, .id = "cus_1", .name = "Ada"};
inline const Actor bot_actor{.kind = ActorKind::bot, .id = "bot", .name = "Tandem"};
inline const Actor agent_actor{.kind = ActorKind::agent, .id = "agt_1", .name = "Grace"};

inline EventDraft draft(Actor actor, EventData data, std::string client_msg_id = {})
{
    EventDraft result{
        .actor = std::move(actor), .data = std::move(data), .client_msg_id = {}, .sent_at = {}
    };
    if (!client_msg_id.empty()) result.client_msg_id = ClientMsgId(std::move(client_msg_id));
    return result;
}

inline EventDraft says(Actor actor, std::string text, std::string client_msg_id = {})
{
    MessageAccepted message;
    message.text = std::move(text);
    return draft(std::move(actor), std::move(message), std::move(client_msg_id));
}

inline EventDraft answers(Seq turn, std::string text)
{
    MessageAccepted message;
    message.text = std::move(text);
    message.turn = turn;
    message.outcome = AnswerOutcome::answered;
    message.sources = {{.article_id = "returns", .title = "Returns", .heading = "", .score = 0.1 + 0.2}};
    return draft(bot_actor, std::move(message));
}

inline EventDraft takes_over(Actor agent, std::string client_msg_id = {})
{
    ConversationTakenOver taken;
    taken.owner = {.kind = OwnerKind::agent, .id = agent.id};
    taken.from = {.kind = OwnerKind::bot, .id = {}};
    return draft(std::move(agent), std::move(taken), std::move(client_msg_id));
}

#pragma push_macro("slots") // of Qt
#undef slots
// With a packet full of what is hard to store.
inline EventDraft escalates()
{
    HandoffPacket packet;
    packet.packet_id = "p";
    packet.intent.confidence = 0.123456789;
    packet.slots = {{.name = "order", .value = "1\u00a05 \"quoted\"\n\x01", .source = 2}};
    return draft(
        bot_actor,
        ConversationEscalated{
            .owner = {OwnerKind::queue, "general"},
            .trigger = Trigger::customer_request,
            .reason_text = "asked for a person",
            .packet = packet,
        }
    );
}
#pragma pop_macro("slots")

inline Append
append_to(std::string conversation, std::vector<EventDraft> drafts, std::optional<Epoch> epoch = {})
{
    return {
        .conversation_id = ConversationId(std::move(conversation)),
        .expected_epoch = epoch,
        .drafts = std::move(drafts),
        .at = noon,
    };
}

inline Append knowing(ConversationRecord record, Append append)
{
    append.known = std::make_shared<const ConversationRecord>(std::move(record));
    return append;
}

// A creation with the customer's first message.
inline Append creation(
    std::string conversation,
    std::string text = "hello",
    std::string client_msg_id = {},
    std::string customer = "cus_1"
)
{
    ConversationCreated created;
    created.owner = {.kind = OwnerKind::bot, .id = {}};
    created.customer.id = CustomerId(customer);
    created.customer.name = "Ada";
    created.customer.language = "en";
    created.page = {.url = "https://shop.example/lamps", .title = "Lamps", .referrer = ""};
    created.channel = "web";
    const Actor actor{.kind = ActorKind::customer, .id = customer, .name = "Ada"};
    return append_to(
        std::move(conversation),
        {draft(actor, std::move(created), std::move(client_msg_id)), says(actor, std::move(text))}
    );
}

inline std::vector<Seq> seqs(const std::vector<Event>& events)
{
    std::vector<Seq> out;
    for (const auto& event : events)
        out.push_back(event.seq);
    return out;
}

inline ConversationRecord fold(const std::vector<Event>& log)
{
    ConversationRecord record;
    for (const auto& event : log)
        apply(record, event);
    return record;
}

} // namespace tandem::test
