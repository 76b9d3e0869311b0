#pragma once

#include "backend/backplane/backplane.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tandem::backplane::redis {

// A message as nodes write it to each other. The one definition, version 1; numbers are big-endian:
//
// - 1 byte: 'T'
// - 1 byte: the version
// - 1 byte: the kind: 0 event, 1 turn, 2 signal, 3 missed, 4 control
// - 1 byte: flags: 1 droppable, 2 has a frame for agents, 4 has one for customers, 8 it is the agents' one
// - 1 byte: the length of the publishing node's id, 1 to 64, then the id
// - 8 bytes: seq
// - 4 bytes: the length of the agents' frame, then the frame; only with flag 2
// - 4 bytes: the length of the customers' frame, then the frame; only with flag 4, never with flag 8
//
// Frames are UTF-8. A whole message has at most `most_bytes` bytes. A later version begins with the same
// two bytes; who does not know it ignores the message, so nodes of two versions may run side by side.
inline constexpr std::size_t most_bytes = 1024 * 1024;

// A message too large to travel goes as `missed`, so that its readers look into the Archive.
[[nodiscard]] std::string encode(const NodeId& from, const Message& message);

struct Received
{
    NodeId from;
    Message message;
};

// Nothing for whatever is not a message of this version, whole and valid.
[[nodiscard]] std::optional<Received> decode(std::string_view bytes);

} // namespace tandem::backplane::redis
