#include "backend/bot/handoff/packet.hpp"

#include "backend/bot/handoff/packet_summary.hpp"
#include "shared/base/encoding.hpp"
#include "shared/protocol/codec.hpp"

namespace tandem::bot {
namespace {

std::string reason_of(protocol::Trigger trigger)
{
    using protocol::Trigger;
    switch (trigger) {
    case Trigger::customer_request:
        return "The customer asked for a person.";
    case Trigger::rule:
        return "A rule asked for a person.";
    case Trigger::low_confidence:
        return "The bot was not sure of its answer.";
    case Trigger::repeated_failure:
        return "The bot had no answer twice in a row.";
    case Trigger::negative_sentiment:
        return "The customer is upset.";
    case Trigger::policy:
        return "A matter for a person.";
    case Trigger::tool_failure:
        return "Something the bot needed did not work.";
    case Trigger::model_failure:
        return "The bot could not answer.";
    case Trigger::timeout:
        return "The bot took too long to answer.";
    case Trigger::agent_takeover:
        return "An agent took over.";
    case Trigger::supervisor:
        return "A supervisor stepped in.";
    case Trigger::unknown:
        break;
    }
    return {};
}

} // namespace

protocol::HandoffPacket build_packet(const PacketInput& input)
{
    protocol::HandoffPacket packet;
    packet.created_at = input.created_at;
    packet.conversation_id = input.conversation_id;
    packet.seq_at_handoff = input.events.empty() ? 0 : input.events.back().seq;
    packet.owner_epoch = input.owner_epoch;
    packet.trigger = input.trigger;
    packet.reason_text = input.reason_text.empty() ? reason_of(input.trigger) : input.reason_text;
    packet.intent = intent_of(input);
    packet.summary = summarise(input);
    packet.customer = input.customer;
    packet.page = input.page;
    packet.earlier = input.earlier;
    packet.slots = slots_in(input.events);
    packet.attempts = attempts_in(input.events);
    packet.partial = input.partial;
    packet.queue = input.queue;
    packet.suggested_reply = input.unsent;
    packet.packet_id = sha256_hex(protocol::encode_packet(packet));
    return packet;
}

} // namespace tandem::bot
