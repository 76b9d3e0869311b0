#pragma once

#include "shared/protocol/vocabulary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tandem::bot {

using Slots = std::vector<protocol::Slot>;

// Empty when there is none.
[[nodiscard]] std::string slot_value(const Slots& slots, std::string_view name);

// Fills "{slot}" and "{slot|date}" in a text for people. Values come from strangers: they are put in as
// plain text, so that no Markdown and no link of theirs works. A date is written "26 November 2026" or "26.
// November 2026"; what is no date stays as it is.
[[nodiscard]] std::string
fill_for_reader(std::string_view text, const Slots& slots, std::string_view language);

// Fills "{slot}" in an argument of a tool, as it is.
[[nodiscard]] std::string fill_argument(std::string_view text, const Slots& slots);

// The names of the slots that a text mentions, in order; nothing when a brace is left open.
[[nodiscard]] std::vector<std::string> slots_mentioned(std::string_view text);

} // namespace tandem::bot
