#pragma once

#include "backend/bot/tools/tools.hpp"
#include "backend/util/pattern.hpp"
#include "shared/base/time.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tandem::bot {

// Where tools are called. The address comes from the operator alone: arguments can fill segments of the
// path, the query and the body, never the host.
struct ToolService
{
    std::string name;
    std::string url;                // http(s)://host[:port], without a path
    std::string secret;             // for the header Authorization; empty: none
    bool private_addresses = false; // may be on this machine or in a private network
    std::string ca_file;
};

struct ToolParameter
{
    enum class In { path, query, body };
    std::string name;
    In in = In::body;
    std::string pattern_text;
    Pattern pattern;
    std::size_t max_length = 500; // code points
    bool personal = false;        // masked in the log
};

struct ToolDefinition
{
    std::string name;
    std::size_t service = 0; // index into ToolFile::services
    std::string method = "GET";
    std::string path; // "/orders/{order_number}"
    std::vector<ToolParameter> parameters;
    bool writes = false;
    Millis timeout{5'000};
    int retries = 1; // of tools that do not write
};

struct ToolFile
{
    std::vector<ToolService> services;
    std::vector<ToolDefinition> tools;
};

[[nodiscard]] ToolFace face_of(const ToolDefinition& tool);

// Reads one TOML file, or all of a folder in the order of their names; secrets are fetched from where the
// file says. Throws FileError with file, line and key.
[[nodiscard]] ToolFile read_tools(const std::filesystem::path& path);

} // namespace tandem::bot
