#include "backend/bot/tools/tool_file.hpp"

#include "backend/util/contains.hpp"
#include "backend/util/toml_reader.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <sys/stat.h>

namespace tandem::bot {
namespace {

constexpr std::size_t most_tools = 200;

bool is_name(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::string from_environment(const std::string& variable)
{
    const char* value = variable.empty() ? nullptr : std::getenv(variable.c_str());
    return value == nullptr ? std::string() : std::string(value);
}

class Reader
{
public:
    explicit Reader(ToolFile& out) : out_(out) {}

    void read(const std::filesystem::path& file)
    {
        folder_ = std::filesystem::absolute(file).parent_path();
        const auto document = parse_toml_file(file);
        TomlTable root(file.string(), {}, document);
        if (auto services = root.table("service")) {
            for (const auto& name : services->keys())
                read_service(name, *services->table(name));
        }
        if (auto tools = root.table("tool")) {
            for (const auto& name : tools->keys())
                read_tool(name, *tools->table(name));
        }
        root.finish();
    }

private:
    void read_service(const std::string& name, TomlTable table)
    {
        ToolService service;
        service.name = name;
        service.url = table.text("url");
        if (auto other = from_environment(table.text("url_env")); !other.empty()) service.url = other;
        if (service.url.empty()) table.refuse("url", "is missing");
        while (service.url.ends_with('/'))
            service.url.pop_back();
        const auto host = service.url.find("://");
        const bool web = service.url.starts_with("http://") || service.url.starts_with("https://");
        if (!web || service.url.find_first_of("/?#@\\ ", host + 3) != std::string::npos)
            table.refuse("url", "must be http:// or https:// and a host, without a path");
        service.secret = from_environment(table.text("secret_env"));
        if (const auto secret_file = table.text("secret_file");
            !secret_file.empty() && service.secret.empty())
            service.secret = first_line(table, folder_ / secret_file);
        if (table.has("secret"))
            table.refuse("secret", "does not belong into this file; use secret_env or secret_file");
        service.private_addresses = table.flag("private_addresses");
        service.ca_file = table.text("ca_file");
        if (!service.ca_file.empty()) service.ca_file = (folder_ / service.ca_file).string();
        table.finish();
        if (contains(out_.services, name, &ToolService::name))
            table.refuse({}, "there are two of this name");
        out_.services.push_back(std::move(service));
    }

    static std::string first_line(const TomlTable& table, const std::filesystem::path& file)
    {
        struct stat info{};
        if (::stat(file.c_str(), &info) != 0)
            table.refuse("secret_file", "cannot be read: " + file.string());
        if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
            table.refuse(
                "secret_file", "may be readable by its owner only (chmod 600 " + file.string() + ")"
            );
        std::ifstream in(file);
        std::string line;
        std::getline(in, line);
        return line;
    }

    void read_tool(const std::string& name, TomlTable table)
    {
        if (!is_name(name)) table.refuse({}, "a name has small letters, digits and _ only");
        ToolDefinition tool;
        tool.name = name;
        const auto service = table.needed_text("service");
        const auto at = std::ranges::find(out_.services, service, &ToolService::name);
        if (at == out_.services.end()) table.refuse("service", "there is no [service." + service + "]");
        tool.service = static_cast<std::size_t>(at - out_.services.begin());
        tool.method = table.text("method", "GET");
        constexpr auto methods = std::to_array<std::string_view>({"GET", "POST", "PUT", "PATCH", "DELETE"});
        if (!contains(methods, tool.method))
            table.refuse("method", "must be GET, POST, PUT, PATCH or DELETE");
        tool.path = table.needed_text("path");
        if (!tool.path.starts_with('/') || tool.path.find_first_of("?# \\") != std::string::npos)
            table.refuse("path", "must begin with / and have no query");
        tool.writes = table.flag("writes", tool.method != "GET");
        if (!tool.writes && tool.method != "GET" && tool.method != "POST")
            table.refuse("writes", tool.method + " changes something");
        tool.timeout = Millis(table.number("timeout_ms", 5'000, 50, 60'000));
        tool.retries = int(table.number("retries", tool.writes ? 0 : 1, 0, tool.writes ? 0 : 3));
        if (auto parameters = table.table("parameters")) {
            for (const auto& parameter : parameters->keys())
                tool.parameters.push_back(read_parameter(tool, parameter, *parameters->table(parameter)));
        }
        check_path(tool, table);
        table.finish();
        if (contains(out_.tools, name, &ToolDefinition::name))
            table.refuse({}, "there are two of this name");
        if (out_.tools.size() >= most_tools) table.refuse({}, "more than 200 tools");
        out_.tools.push_back(std::move(tool));
    }

    static ToolParameter
    read_parameter(const ToolDefinition& tool, const std::string& name, TomlTable table)
    {
        if (!is_name(name)) table.refuse({}, "a name has small letters, digits and _ only");
        ToolParameter parameter;
        parameter.name = name;
        const bool in_path = tool.path.contains("{" + name + "}");
        const auto in = table.text("in", in_path ? "path" : tool.method == "GET" ? "query" : "body");
        if (in == "path")
            parameter.in = ToolParameter::In::path;
        else if (in == "query")
            parameter.in = ToolParameter::In::query;
        else if (in == "body" && tool.method != "GET")
            parameter.in = ToolParameter::In::body;
        else
            table.refuse("in", "must be path, query or, unless the method is GET, body");
        if (in_path != (parameter.in == ToolParameter::In::path))
            table.refuse("in", "is path for those that stand in the path, and only for them");
        parameter.pattern_text = table.text("pattern");
        try {
            parameter.pattern = Pattern(parameter.pattern_text);
        } catch (const std::runtime_error& error) {
            table.refuse("pattern", error.what());
        }
        parameter.max_length = std::size_t(table.number("max_length", 500, 1, 4'000));
        parameter.personal = table.flag("personal");
        table.finish();
        return parameter;
    }

    static void check_path(const ToolDefinition& tool, const TomlTable& table)
    {
        for (std::size_t at = tool.path.find('{'); at != std::string::npos;
             at = tool.path.find('{', at + 1)) {
            const auto end = tool.path.find('}', at);
            const auto name = tool.path.substr(at + 1, end - at - 1);
            if (end == std::string::npos || !contains(tool.parameters, name, &ToolParameter::name))
                table.refuse("path", "{" + name + "} is no parameter");
        }
    }

    ToolFile& out_;
    std::filesystem::path folder_;
};

} // namespace

ToolFace face_of(const ToolDefinition& tool)
{
    ToolFace face{tool.name, tool.writes, {}};
    for (const auto& parameter : tool.parameters)
        face.parameters.push_back(parameter.name);
    return face;
}

ToolFile read_tools(const std::filesystem::path& path)
{
    ToolFile out;
    Reader reader(out);
    for (const auto& file : toml_files(path))
        reader.read(file);
    return out;
}

} // namespace tandem::bot
