#include "shared/protocol/generator/model.hpp"

#include <algorithm>

namespace tandem::protocol::generator {

namespace {

std::string quoted(const std::string& text) { return "'" + text + "'"; }

std::string spell(const Type& type)
{
    switch (type.kind) {
    case Type::Kind::boolean:
        return "boolean";
    case Type::Kind::integer:
    case Type::Kind::number:
        return "number";
    case Type::Kind::string:
    case Type::Kind::id:
        return "string";
    case Type::Kind::named:
        return type.name;
    case Type::Kind::array:
        return spell(*type.element) + "[]";
    }
    return "never";
}

std::string members(const std::vector<Field>& fields)
{
    std::string out;
    for (const Field& field : fields)
        out += "  " + field.name + (field.optional ? "?: " : ": ") + spell(field.type) + ";\n";
    return out;
}

std::string interface(const Structure& structure, bool with_type)
{
    const std::string type = with_type ? "  type: " + quoted(structure.type) + ";\n" : "";
    const std::string body = type + members(structure.fields);
    if (body.empty()) return "export type " + structure.name + " = Record<string, never>;\n\n";
    return "export interface " + structure.name + " {\n" + body + "}\n\n";
}

// `export type X =` and a line for each alternative.
template <class Spell>
std::string alternatives(const std::string& name, const std::vector<Structure>& structures, Spell spell_one)
{
    std::string out = "export type " + name + " =\n";
    for (const Structure& structure : structures)
        out += "  | " + spell_one(structure) + "\n";
    out.insert(out.size() - 1, ";");
    return out + "\n";
}

std::string enumeration(const Enumeration& enumeration)
{
    std::string out = "export type " + enumeration.name + " =";
    for (const std::string& value : enumeration.values)
        out += (out.ends_with('=') ? " " : " | ") + quoted(value);
    return out + ";\n";
}

std::string codes(const Model& model)
{
    std::string out = "export const errorCodes = {\n";
    for (const ErrorCode& error : model.errors) {
        out += "  " + error.name + ": { code: " + std::to_string(error.code) +
               ", retryable: " + (error.retryable ? "true" : "false") + " },\n";
    }
    out +=
        "} as const;\n\nexport type ErrorName = keyof typeof errorCodes;\n\nexport const closeCodes = {\n";
    for (const CloseCodeName& code : model.close_codes)
        out += "  " + code.name + ": " + std::to_string(code.code) + ",\n";
    out += "} as const;\n\n";

    out += "// What to do after a close with this code; 0 or 1006 stand for \"no close frame came\".\n"
           "export function shouldReconnect(code: number): boolean {\n  return !(\n";
    for (std::size_t i = 0; i < model.stay_away.size(); ++i) {
        const Range& range = model.stay_away[i];
        const std::string first = std::to_string(range.first);
        out += i == 0 ? "    " : " ||\n    ";
        out += range.first == range.last
                   ? "code === " + first
                   : "(code >= " + first + " && code <= " + std::to_string(range.last) + ")";
    }
    return out + "\n  );\n}\n";
}

} // namespace

std::string write_typescript(const Model& model)
{
    std::string out = "// Written by tandem-protocol-gen from shared/protocol. Do not edit.\n\n";
    out += "export const protocolMin = " + std::to_string(model.protocol_min) + ";\n";
    out += "export const protocolMax = " + std::to_string(model.protocol_max) + ";\n\n";

    for (const Enumeration& one : model.enumerations)
        out += enumeration(one);
    out += "\n";
    for (const Structure& structure : model.structures)
        out += interface(structure, false);

    out += "// The events of a conversation's log: what each carries as `data`, then the envelope around "
           "it.\n\n";
    for (const Structure& event : model.events)
        out += interface(event, false);
    out += "export interface EventEnvelope<Type extends string, Data> {\n  type: Type;\n" +
           members(model.envelope.fields) + "  data: Data;\n}\n\n";
    out += alternatives("Event", model.events, [](const Structure& event) {
        return "EventEnvelope<" + quoted(event.type) + ", " + event.name + ">";
    });

    const auto name = [](const Structure& message) { return message.name; };
    out += "// Client to server.\n\n";
    for (const Structure& message : model.client_messages)
        out += interface(message, true);
    out += alternatives("ClientMessage", model.client_messages, name);
    out += "// Server to client.\n\n";
    for (const Structure& message : model.server_messages)
        out += interface(message, true);
    out += alternatives("ServerMessage", model.server_messages, name);
    return out + codes(model);
}

} // namespace tandem::protocol::generator
