#pragma once

#include "backend/bot/flows/flow_machine.hpp"

#include <optional>
#include <string>

// The values of a flow, as messages fill and change them. Pure; for flow_machine.

namespace tandem::bot {

// Adds or replaces one; beyond 60 slots new ones are left out.
void put_slot(Slots& slots, std::string name, std::string value, Seq source);
void drop_slot(Slots& slots, std::string_view name);

// Takes every value of the message that a step could ask for and that is not known yet.
void take_in(const Flow& flow, Slots& slots, const Heard& heard);

// The step to go on from if the message changes something that was understood before; `at` is where the
// flow waits. "No, LS-104240" names the value, "the other order" may mean one that was mentioned, and
// "wrong address" only says which value to ask for again. What rests on the value is forgotten: tools are
// asked again, and so is the customer for what was asked after the first look-up.
[[nodiscard]] std::optional<std::size_t>
correct(const Flow& flow, Slots& slots, const Heard& heard, std::size_t at);

} // namespace tandem::bot
