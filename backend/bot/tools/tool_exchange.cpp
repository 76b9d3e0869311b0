#include "backend/bot/tools/tool_exchange.hpp"

#include "backend/util/contains.hpp"
#include "shared/protocol/strict_json.hpp"
#include "shared/text/clean.hpp"
#include "shared/text/code_points.hpp"

#include <boost/json/serialize.hpp>

namespace tandem::bot {
namespace {

namespace json = boost::json;
using protocol::ToolOutcome;

constexpr std::size_t most_values = 64;
constexpr std::size_t value_points = 300;

std::string percent_encoded(std::string_view text)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '_' || c == '~';
        if (plain) {
            out.push_back(c);
            continue;
        }
        out.push_back('%');
        out.push_back(digits[byte >> 4U]);
        out.push_back(digits[byte & 15U]);
    }
    return out;
}

const std::string* argument(const ToolRequest& request, const std::string& name)
{
    for (const auto& [given, value] : request.arguments) {
        if (given == name) return &value;
    }
    return nullptr;
}

void replace_all(std::string& text, const std::string& what, const std::string& with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

std::string one_line(std::string_view foreign)
{
    std::string text = text::clean(foreign);
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return std::string(text::first_code_points(text, value_points));
}

void flatten(const json::value& value, const std::string& path, std::vector<NamedValue>& out)
{
    if (out.size() >= most_values) return;
    switch (value.kind()) {
    case json::kind::object:
        for (const auto& [key, inner] : value.get_object())
            flatten(inner, path.empty() ? std::string(key) : path + "." + std::string(key), out);
        return;
    case json::kind::array: {
        std::size_t i = 0;
        for (const auto& inner : value.get_array())
            flatten(inner, path + "." + std::to_string(i++), out);
        return;
    }
    case json::kind::null:
        return;
    case json::kind::string:
        out.emplace_back(path, one_line(value.get_string()));
        return;
    default:
        out.emplace_back(path, json::serialize(value));
    }
}

ToolResult outcome(ToolOutcome what, std::string detail)
{
    ToolResult result;
    result.outcome = what;
    result.record.outcome = what;
    result.record.detail = std::move(detail);
    return result;
}

ToolResult broken(const ToolDefinition& tool, std::string detail)
{
    return outcome(tool.writes ? ToolOutcome::unconfirmed : ToolOutcome::failed, std::move(detail));
}

} // namespace

std::string masked(std::string_view value)
{
    const auto points = text::count_code_points(value);
    if (const auto at = value.rfind('@'); at != std::string_view::npos && at > 0)
        return std::string(text::first_code_points(value, 1)) + "…" + std::string(value.substr(at));
    if (points < 4) return "…";
    const auto but_last = text::first_code_points(value, points - 1);
    return std::string(text::first_code_points(value, 1)) + "…" +
           std::string(value.substr(but_last.size()));
}

Result<net::OutgoingRequest>
tool_request(const ToolService& service, const ToolDefinition& tool, const ToolRequest& request)
{
    net::OutgoingRequest out;
    out.method = tool.method;
    std::string path = tool.path;
    std::string query;
    json::object body;
    for (const auto& parameter : tool.parameters) {
        const auto* value = argument(request, parameter.name);
        if (value == nullptr || value->empty())
            return fail(Errc::bad_request, parameter.name + " is missing");
        if (text::count_code_points(*value) > parameter.max_length)
            return fail(Errc::bad_request, parameter.name + " is too long");
        if (!parameter.pattern.matches(*value))
            return fail(Errc::bad_request, parameter.name + " has not the form it must have");
        switch (parameter.in) {
        case ToolParameter::In::path:
            replace_all(path, "{" + parameter.name + "}", percent_encoded(*value));
            break;
        case ToolParameter::In::query:
            query += (query.empty() ? "?" : "&") + parameter.name + "=" + percent_encoded(*value);
            break;
        case ToolParameter::In::body:
            body[parameter.name] = *value;
            break;
        }
    }
    out.url = service.url + path + query;
    out.headers.emplace_back("Accept", "application/json");
    if (!service.secret.empty()) out.headers.emplace_back("Authorization", "Bearer " + service.secret);
    out.headers.emplace_back("X-Tandem-Conversation", request.scope.conversation_id.value);
    out.headers.emplace_back("X-Tandem-Customer", request.scope.customer_id.value);
    out.headers.emplace_back("X-Tandem-Verified", request.scope.verified ? "yes" : "no");
    if (tool.writes) {
        if (request.key.empty()) return fail(Errc::bad_request, "a write needs a key");
        out.headers.emplace_back("Idempotency-Key", request.key);
    }
    if (tool.method != "GET") {
        out.headers.emplace_back("Content-Type", "application/json");
        out.body = json::serialize(body);
    }
    out.first_byte_time = tool.timeout;
    out.idle_time = tool.timeout;
    out.body_limit = tool_answer_bytes;
    out.deadline = request.deadline;
    return out;
}

ToolResult tool_answer(const ToolDefinition& tool, const net::IncomingResponse& response)
{
    const auto status = "status " + std::to_string(response.status);
    if (response.status >= 500 || response.status == 429 || response.status == 408) {
        // What was turned away for being too much was not carried out.
        return response.status == 429 ? outcome(ToolOutcome::failed, status) : broken(tool, status);
    }
    if (response.status == 404) return outcome(ToolOutcome::not_found, "nothing found");
    const bool good = response.status >= 200 && response.status < 300;
    constexpr auto refusals = std::to_array({400, 403, 409, 410, 422});
    if (!good && !contains(refusals, response.status)) return outcome(ToolOutcome::failed, status);

    std::vector<NamedValue> values;
    if (!response.body.empty()) {
        const auto parsed =
            protocol::parse_json(response.body, {.bytes = tool_answer_bytes, .depth = 8, .members = 1'000});
        if (!parsed || !parsed->is_object())
            return good ? broken(tool, "an answer that is no JSON object")
                        : outcome(ToolOutcome::failed, status);
        flatten(*parsed, {}, values);
    } else if (!tool.writes && good) {
        return broken(tool, "an empty answer");
    }
    auto result = outcome(good ? ToolOutcome::ok : ToolOutcome::refused, good ? "done" : "refused");
    result.values = std::move(values);
    if (!good) {
        result.reason = result.value("error");
        if (!result.reason.empty()) result.record.detail += ": " + result.reason;
    }
    return result;
}

ToolResult tool_failure(const ToolDefinition& tool, const Error& error)
{
    // Before the request has left there is nothing to be unsure of.
    const bool left = error.detail != "connect" && error.code != Errc::forbidden &&
                      error.code != Errc::bad_request && error.code != Errc::overloaded;
    std::string what = std::string(errc_name(error.code));
    if (!error.detail.empty()) what += " (" + error.detail + ")";
    return left ? broken(tool, std::move(what)) : outcome(ToolOutcome::failed, std::move(what));
}

} // namespace tandem::bot
