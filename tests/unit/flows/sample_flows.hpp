#pragma once

#include "backend/bot/flows/flow_file.hpp"
#include "backend/bot/tools/tool_file.hpp"

#include <string>
#include <vector>

namespace tandem::test {

// The flows of the sample shop, with its real tools.
inline std::vector<bot::Flow> sample_flows()
{
    const std::string knowledge = TANDEM_SOURCE_DIR "/resources/knowledge";
    std::vector<bot::ToolFace> faces;
    for (const auto& tool : bot::read_tools(knowledge + "/tools").tools)
        faces.push_back(bot::face_of(tool));
    return bot::read_flows(knowledge + "/flows", faces);
}

inline const bot::Flow& flow_named(const std::vector<bot::Flow>& flows, std::string_view id)
{
    for (const auto& flow : flows) {
        if (flow.id == id) return flow;
    }
    throw std::runtime_error("no flow " + std::string(id));
}

} // namespace tandem::test
