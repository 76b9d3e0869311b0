#pragma once

#include "agent-app/models/words.hpp"
#include "shared/protocol/messages.hpp"

// Short ways to say what a server says.

namespace tandem::console::test {

inline constexpr WallTime noon = 1'700'000'000'000;

inline const protocol::Actor customer{protocol::ActorKind::customer, "cus_1", "Ana"};
inline const protocol::Actor bot{protocol::ActorKind::bot, "bot", ""};
inline const protocol::Actor me{protocol::ActorKind::agent, "agt_me", "Dee"};
inline const protocol::Actor other{protocol::ActorKind::agent, "agt_other", "Eva"};
inline const protocol::Owner ownedByMe{protocol::OwnerKind::agent, "agt_me"};
inline const protocol::Owner ownedByOther{protocol::OwnerKind::agent, "agt_other"};
inline const protocol::Owner ownedByBot{protocol::OwnerKind::bot, ""};
inline const protocol::Owner queued{protocol::OwnerKind::queue, "default"};
inline const protocol::Owner nobody{protocol::OwnerKind::none, ""};

inline protocol::Event logged(Seq seq, protocol::Actor actor, protocol::EventData data, Epoch epoch = 1)
{
    protocol::Event e;
    e.conversation_id = ConversationId("cnv_1");
    e.seq = seq;
    e.at = noon + static_cast<WallTime>(seq) * 1'000;
    e.owner_epoch = epoch;
    e.actor = std::move(actor);
    e.data = std::move(data);
    return e;
}

inline protocol::Event said(Seq seq, protocol::Actor actor, std::string text)
{
    return logged(seq, std::move(actor), protocol::MessageAccepted{.text = std::move(text)});
}

inline protocol::Event answered(Seq seq, Seq turn, std::string text)
{
    return logged(seq, bot, protocol::MessageAccepted{.text = std::move(text), .turn = turn});
}

inline protocol::Event echo(protocol::Event e, const std::string& clientMsgId)
{
    e.client_msg_id = ClientMsgId(clientMsgId);
    return e;
}

inline protocol::ConversationSummary
row(const std::string& id, protocol::Owner owner, Epoch epoch = 1, Seq lastSeq = 1)
{
    protocol::ConversationSummary s;
    s.conversation_id = ConversationId(id);
    s.customer_name = "Ana " + id;
    s.owner = std::move(owner);
    s.owner_epoch = epoch;
    s.lifecycle = protocol::Lifecycle::active;
    s.last_seq = lastSeq;
    s.last_at = noon + static_cast<WallTime>(lastSeq) * 1'000;
    s.last_actor = protocol::ActorKind::customer;
    s.last_text = "hello";
    return s;
}

inline protocol::ConversationSummary waiting(const std::string& id, WallTime since)
{
    auto s = row(id, queued);
    s.waiting_since = since;
    return s;
}

} // namespace tandem::console::test
