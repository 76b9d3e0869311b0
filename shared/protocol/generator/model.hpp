#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// The protocol as plain data, read from its Boost.Describe metadata, for writers of other languages.

namespace tandem::protocol::generator {

struct Type
{
    enum class Kind { boolean, integer, number, string, id, named, array };
    Kind kind = Kind::string;
    std::string name;     // of an enumeration or structure
    std::int64_t min = 0; // of an integer
    std::int64_t max = 0;
    std::shared_ptr<Type> element; // of an array
};

struct Field
{
    std::string name;
    Type type;
    bool optional = false;
};

struct Structure
{
    std::string name;
    std::string type; // of a message or an event, as on the wire; else empty
    std::vector<Field> fields;
};

struct Enumeration
{
    std::string name;
    std::vector<std::string> values;
};

struct ErrorCode
{
    int code = 0;
    std::string name;
    bool retryable = false;
};

struct CloseCodeName
{
    int code = 0;
    std::string name;
};

struct Range
{
    int first = 0;
    int last = 0;
};

struct Model
{
    int protocol_min = 0;
    int protocol_max = 0;
    std::vector<Enumeration> enumerations;
    std::vector<Structure> structures; // parts of messages and events, each after what it consists of
    std::vector<Structure> events;     // their `data`
    Structure envelope;                // what every event has beside `type` and `data`
    std::vector<Structure> client_messages;
    std::vector<Structure> server_messages;
    std::vector<ErrorCode> errors;
    std::vector<CloseCodeName> close_codes;
    std::vector<Range> stay_away; // close codes after which a client does not reconnect
};

[[nodiscard]] Model read_model();

[[nodiscard]] std::string write_typescript(const Model& model);
[[nodiscard]] std::string write_schema(const Model& model);

} // namespace tandem::protocol::generator
