#pragma once

#include "shared/base/result.hpp"
#include "shared/protocol/messages.hpp"

#include <optional>
#include <string>
#include <string_view>

// Text to message and back. Pure and thread-safe.

namespace tandem::protocol {

[[nodiscard]] std::string encode(const ClientMessage& message);
[[nodiscard]] std::string encode(const ServerMessage& message);

// Errors: too_large (over the limits of strict_json.hpp), unknown_type, bad_request with the offending
// member in `detail`. Unknown members are ignored, absent ones keep their defaults.
[[nodiscard]] Result<ClientMessage> decode_client(std::string_view frame);

// As above. An event of an unknown type becomes EventUnknown, so that its seq is not lost.
[[nodiscard]] Result<ServerMessage> decode_server(std::string_view frame);

// The `id` of a frame that decode_client refused, if it has a usable one, so that the refusal can name it.
[[nodiscard]] std::optional<ClientMsgId> peek_id(std::string_view frame);

// One event, as inside an event frame.
[[nodiscard]] std::string encode_event(const Event& event);
[[nodiscard]] Result<Event> decode_event(std::string_view text);

// The `data` member alone, as stored beside its type.
[[nodiscard]] std::string encode_data(const EventData& data);
[[nodiscard]] Result<EventData> decode_data(std::string_view type, std::string_view text);

// A packet alone; what its content address is taken of.
[[nodiscard]] std::string encode_packet(const HandoffPacket& packet);

// Names of enumerators, as on the wire.
[[nodiscard]] std::string_view name_of(OwnerKind kind) noexcept;
[[nodiscard]] std::string_view name_of(ActorKind kind) noexcept;
[[nodiscard]] std::string_view name_of(Lifecycle lifecycle) noexcept;
[[nodiscard]] std::string_view name_of(Trigger trigger) noexcept;
[[nodiscard]] std::string_view name_of(Presence presence) noexcept;
[[nodiscard]] std::string_view name_of(Role role) noexcept;
[[nodiscard]] std::string_view name_of(AnswerOutcome outcome) noexcept;
[[nodiscard]] std::string_view name_of(ToolOutcome outcome) noexcept;
[[nodiscard]] std::optional<OwnerKind> owner_kind_from(std::string_view name) noexcept;
[[nodiscard]] std::optional<ActorKind> actor_kind_from(std::string_view name) noexcept;
[[nodiscard]] std::optional<Lifecycle> lifecycle_from(std::string_view name) noexcept;
[[nodiscard]] std::optional<Trigger> trigger_from(std::string_view name) noexcept;
[[nodiscard]] std::optional<Role> role_from(std::string_view name) noexcept;

} // namespace tandem::protocol
