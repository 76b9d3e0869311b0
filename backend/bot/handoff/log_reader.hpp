#pragma once

#include "shared/protocol/events.hpp"

#include <string>
#include <vector>

namespace tandem::bot {

// One message of the log as the packet reads it.
struct Line
{
    protocol::ActorKind from = protocol::ActorKind::unknown;
    std::string name; // of an agent
    Seq seq = 0;
    const protocol::MessageAccepted* message = nullptr; // lives as long as the events
};

// The messages among events, in order.
[[nodiscard]] std::vector<Line> lines_of(const std::vector<protocol::Event>& events);

// The customer's messages after the last answer of anybody that was one: what is open. Small talk and
// requests for a person are left out when there is anything else.
[[nodiscard]] std::vector<Line> open_lines(const std::vector<Line>& lines);

// A message on one line in quotation marks, cut at a word to about `limit` code points.
[[nodiscard]] std::string quoted(std::string_view text, std::size_t limit = 140);

} // namespace tandem::bot
