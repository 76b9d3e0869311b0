#pragma once

#include "shared/protocol/events.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tandem::bot {

// The parts of a packet that flows leave in the log. Pure.

// " It called “cancel_order”: done." for each tool of the message; empty when there were none.
[[nodiscard]] std::string about_tools(const protocol::MessageAccepted& message);

// What the last flow gathered: what the customer said with its message, what tools answered with the bot's.
[[nodiscard]] std::vector<protocol::Slot> flow_slots(const std::vector<protocol::Event>& events);

// What the customer is after when the bot's last message belongs to a flow: its title and what they said
// for it. An "LS-104233" or a "yes" alone would tell nobody.
[[nodiscard]] std::optional<protocol::CitedLine> flow_wants(const std::vector<protocol::Event>& events);

// The customer has said yes to something and nobody has said what became of it: the call may have been
// made.
[[nodiscard]] std::optional<protocol::CitedLine> uncertain_write(const std::vector<protocol::Event>& events
);

} // namespace tandem::bot
