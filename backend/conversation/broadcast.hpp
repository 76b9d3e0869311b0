#pragma once

#include "backend/backplane/backplane.hpp"
#include "shared/protocol/messages.hpp"

namespace tandem::conversation {

// Where a conversation's events and signals are published.
[[nodiscard]] std::string topic_of(const ConversationId& id);

// A stored event, encoded once for staff and once for customers.
[[nodiscard]] backplane::Message event_message(const protocol::Event& event);

// Something of a turn that all readers may see. Deltas may be dropped for slow readers, the rest not.
[[nodiscard]] backplane::Message turn_message(const protocol::ServerMessage& message);

// Typing and seen marks: droppable, for everybody or for staff only.
[[nodiscard]] backplane::Message signal_message(const protocol::ServerMessage& message, bool staff_only);

} // namespace tandem::conversation
