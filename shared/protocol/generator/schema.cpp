#include "shared/protocol/generator/model.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace tandem::protocol::generator {

namespace {

namespace json = boost::json;

json::object reference(const std::string& name) { return {{"$ref", "#/$defs/" + name}}; }

json::object schema_of(const Type& type)
{
    switch (type.kind) {
    case Type::Kind::boolean:
        return {{"type", "boolean"}};
    case Type::Kind::integer:
        return {{"type", "integer"}, {"minimum", type.min}, {"maximum", type.max}};
    case Type::Kind::number:
        return {{"type", "number"}};
    case Type::Kind::string:
        return {{"type", "string"}};
    case Type::Kind::id:
        return reference("Id");
    case Type::Kind::named:
        return reference(type.name);
    case Type::Kind::array:
        return {{"type", "array"}, {"items", schema_of(*type.element)}};
    }
    return {};
}

// The server reads what a client leaves out as its default, so of a client's message only what names things
// is required.
enum class Direction { from_client, from_server };

bool required(const Field& field, Direction direction)
{
    if (field.optional) return false;
    return direction == Direction::from_server || field.name == "id" || field.name == "conversation_id";
}

json::object schema_of(const Structure& structure, Direction direction)
{
    json::object properties;
    json::array needed;
    if (!structure.type.empty()) {
        properties["type"] = json::object{{"const", structure.type}};
        needed.emplace_back("type");
    }
    for (const Field& field : structure.fields) {
        properties[field.name] = schema_of(field.type);
        if (required(field, direction)) needed.emplace_back(field.name);
    }
    json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!needed.empty()) schema["required"] = std::move(needed);
    return schema;
}

json::object one_of(const std::vector<Structure>& structures, const std::string& suffix = {})
{
    json::array choices;
    for (const Structure& structure : structures)
        choices.push_back(reference(structure.name + suffix));
    return {{"oneOf", std::move(choices)}};
}

// An event's own structure: its envelope with its type and data.
json::object event_schema(const Structure& envelope, const Structure& event)
{
    Structure whole = envelope;
    whole.type = event.type;
    Type data;
    data.kind = Type::Kind::named;
    data.name = event.name;
    whole.fields.push_back({"data", data});
    return schema_of(whole, Direction::from_server);
}

// Short values stay on one line.
void print(std::string& out, const json::value& value, std::size_t indent)
{
    const std::string flat = json::serialize(value);
    if (flat.size() + indent <= 100 || !(value.is_object() || value.is_array())) {
        out += flat;
        return;
    }
    const std::string margin(indent + 2, ' ');
    bool first = true;
    const auto next = [&] {
        out += first ? "\n" : ",\n";
        out += margin;
        first = false;
    };
    out += value.is_object() ? "{" : "[";
    if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object) {
            next();
            out += json::serialize(json::value(key)) + ": ";
            print(out, member, indent + 2);
        }
    } else {
        for (const auto& element : value.get_array()) {
            next();
            print(out, element, indent + 2);
        }
    }
    out += "\n" + std::string(indent, ' ') + (value.is_object() ? "}" : "]");
}

} // namespace

std::string write_schema(const Model& model)
{
    json::object defs;
    defs["ClientMessage"] = one_of(model.client_messages);
    defs["ServerMessage"] = one_of(model.server_messages);
    defs["Event"] = one_of(model.events, "Event");
    defs["Id"] = json::object{{"type", "string"}, {"pattern", "^[A-Za-z0-9_-]{0,64}$"}};
    for (const Enumeration& enumeration : model.enumerations) {
        json::array values;
        for (const std::string& value : enumeration.values)
            values.emplace_back(value);
        defs[enumeration.name] = json::object{{"enum", std::move(values)}};
    }
    for (const Structure& structure : model.structures)
        defs[structure.name] = schema_of(structure, Direction::from_server);
    for (const Structure& event : model.events) {
        Structure data = event;
        data.type.clear();
        defs[event.name] = schema_of(data, Direction::from_server);
        defs[event.name + "Event"] = event_schema(model.envelope, event);
    }
    for (const Structure& message : model.client_messages)
        defs[message.name] = schema_of(message, Direction::from_client);
    for (const Structure& message : model.server_messages)
        defs[message.name] = schema_of(message, Direction::from_server);

    const json::object schema{
        {"$schema", "https://json-schema.org/draft/2020-12/schema"},
        {"title", "Tandem protocol " + std::to_string(model.protocol_max)},
        {"description",
         "Written by tandem-protocol-gen from shared/protocol. Do not edit. Readers ignore members, event "
         "types and "
         "enumerators they do not know: a newer peer may send them."},
        {"oneOf", json::array{reference("ClientMessage"), reference("ServerMessage")}},
        {"$defs", std::move(defs)},
    };
    std::string out;
    print(out, schema, 0);
    return out + "\n";
}

} // namespace tandem::protocol::generator
