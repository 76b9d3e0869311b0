#include "backend/bot/handoff/packet.hpp"

#include "shared/base/encoding.hpp"
#include "shared/protocol/codec.hpp"

namespace tandem::bot {

protocol::HandoffPacket build_packet(const PacketInput& input)
{
    protocol::HandoffPacket packet;
    packet.created_at = input.created_at;
    packet.conversation_id = input.conversation_id;
    packet.seq_at_handoff = input.events.empty() ? 0 : input.events.back().seq;
    packet.owner_epoch = input.owner_epoch;
    packet.trigger = input.trigger;
    packet.reason_text = input.reason_text;
    packet.customer = input.customer;
    packet.page = input.page;
    packet.earlier = input.earlier;
    packet.partial = input.partial;
    packet.queue = input.queue;
    packet.suggested_reply = input.unsent;
    packet.packet_id = sha256_hex(protocol::encode_packet(packet));
    return packet;
}

} // namespace tandem::bot
