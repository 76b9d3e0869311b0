#pragma once

#include "backend/bot/flows/flow.hpp"

#include <filesystem>
#include <vector>

namespace tandem::bot {

// Reads flows from one TOML file or all of a folder in the order of their names (resources/knowledge/flows
// shows how one is written). Throws FileError with file, line and key: for what is no flow, for steps,
// slots and tools that do not exist, and for a tool that writes and is not the step right behind a
// confirmation, or that anything else leads to.
[[nodiscard]] std::vector<Flow>
read_flows(const std::filesystem::path& path, const std::vector<ToolFace>& tools);

} // namespace tandem::bot
