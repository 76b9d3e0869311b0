#pragma once

#include "backend/bot/flows/flow.hpp"
#include "backend/bot/understanding/entities.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tandem::bot {

// The value that a message gives for a step, if it does: an entity of the step's kind (the last one, as in
// "not LS-104233, LS-104240"), a choice whose words it holds and no other's, or the whole text if it has
// the form asked for and is no question. `asked` says that the bot has just asked for it; without that,
// only what has a form of its own counts. Pure.
[[nodiscard]] std::optional<std::string>
read_slot(const CollectStep& step, std::string_view message, bool asked);

// The kind of entity that fills the step; nothing for texts and choices.
[[nodiscard]] std::optional<Entity::Kind> entity_of(CollectStep::Kind kind);

// Whether one of the words stands in the message.
[[nodiscard]] bool mentions(std::string_view message, const std::vector<std::string>& any_of);

} // namespace tandem::bot
