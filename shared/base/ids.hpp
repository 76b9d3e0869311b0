#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

// Strong identifiers. Each is a string on the wire and in storage, and a type of its own in code, so that
// an agent's id can never be passed where a conversation's is wanted.

namespace tandem {

template <class Tag>
struct Id
{
    std::string value;

    Id() = default;
    explicit Id(std::string v) : value(std::move(v)) {}

    [[nodiscard]] bool empty() const noexcept { return value.empty(); }
    [[nodiscard]] const std::string& str() const noexcept { return value; }

    friend auto operator<=>(const Id&, const Id&) = default;
};

using ConversationId = Id<struct ConversationTag>; // "cnv_" + 26 characters (ULID)
using CustomerId = Id<struct CustomerTag>;         // "cus_" + 32 hex digits, derived from the visitor key
using AgentId = Id<struct AgentTag>;               // "agt_" + 26 characters
using ClientMsgId = Id<struct ClientMsgTag>;       // made by a client; 1 to 64 characters of [A-Za-z0-9_-]
using NodeId = Id<struct NodeTag>;                 // one process of a cluster
using SessionId = Id<struct SessionTag>;           // one connection

using Seq = std::uint64_t; // position in one conversation's log; the first event is 1, 0 means "before it"
using Epoch = std::uint64_t; // counts ownership changes of one conversation

// True when `text` may be a client message id.
[[nodiscard]] bool is_client_msg_id(std::string_view text) noexcept;

} // namespace tandem

template <class Tag>
struct std::hash<tandem::Id<Tag>>
{
    std::size_t operator()(const tandem::Id<Tag>& id) const noexcept
    {
        return std::hash<std::string>{}(id.value);
    }
};
