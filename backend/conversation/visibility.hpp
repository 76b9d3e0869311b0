#pragma once

#include "shared/protocol/events.hpp"

namespace tandem::conversation {

// The event as customers may see it: notes, offers and other inner matters become EventHidden with the same
// seq; handoff packets, reasons, transfer notes, models' names, flows and tool calls are left
// out. The one place that decides
// it. Pure.
[[nodiscard]] protocol::Event for_customer(const protocol::Event& event);

} // namespace tandem::conversation
