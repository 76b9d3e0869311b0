#pragma once

#include "backend/bot/flows/flow.hpp"

#include <string>
#include <vector>

namespace tandem::bot {

// Something that a flow must not have.
struct FlowFlaw
{
    std::size_t step = 0; // index
    std::string key;
    std::string what;
};

// What is wrong with how the steps go together; empty is good. Pure.
[[nodiscard]] std::vector<FlowFlaw> check_flow(const Flow& flow, const std::vector<ToolFace>& tools);

} // namespace tandem::bot
