#pragma once

#include "backend/bot/bot.hpp"
#include "backend/bot/flows/flow_player.hpp"

#include <memory>

namespace tandem::bot {

// Flows first, then `inner`: a message that belongs to a flow is settled there; a question in the middle of
// one goes to `inner`, and the flow's own question follows its answer. Requests for a person and upset
// customers go to `inner` at once, which knows the policy. What is passed by reference outlives it.
[[nodiscard]] std::unique_ptr<Bot> create_flow_bot(Bot& inner, FlowPlayer& flows);

} // namespace tandem::bot
