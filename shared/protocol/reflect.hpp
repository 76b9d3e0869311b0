#pragma once

#include "shared/base/ids.hpp"
#include "shared/base/rare.hpp"
#include "shared/base/result.hpp"

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

// JSON for described types: a writer that appends to a string, and a reader that is strict about types and
// ranges but ignores unknown keys and lets optionals be absent, so that the protocol can grow. (The
// library's own conversion allows neither.) Internal to shared/protocol; everybody else uses codec.hpp.

namespace tandem::protocol::reflect {

namespace describe = boost::describe;
namespace mp11 = boost::mp11;
namespace json = boost::json;

template <class T>
struct IsId : std::false_type
{};
template <class Tag>
struct IsId<Id<Tag>> : std::true_type
{};
template <class T>
struct IsVector : std::false_type
{};
template <class T>
struct IsVector<std::vector<T>> : std::true_type
{};
template <class T>
struct IsOptional : std::false_type
{};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type
{};
template <class T>
struct IsOptional<Rare<T>> : std::true_type
{};

template <class T>
concept Described = describe::has_describe_members<T>::value && !std::is_enum_v<T>;

template <class T>
using Members = describe::describe_members<T, describe::mod_public>;

// ---- writing

inline void write_string(std::string& out, std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    out.push_back('"');
    std::size_t plain = 0; // start of the run not yet copied
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        out.push_back('\\');
        switch (c) {
        case '"':
            out.push_back('"');
            break;
        case '\\':
            out.push_back('\\');
            break;
        case '\n':
            out.push_back('n');
            break;
        case '\r':
            out.push_back('r');
            break;
        case '\t':
            out.push_back('t');
            break;
        default:
            out += "u00";
            out.push_back(digits[c >> 4U]);
            out.push_back(digits[c & 15U]);
        }
    }
    out.append(text, plain);
    out.push_back('"');
}

template <class T>
void write_number(std::string& out, T value)
{
    if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(value)) value = 0; // JSON has no word for it
    }
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out.append(buffer, end);
}

template <class T>
void write(std::string& out, const T& value);

// The members of a described type, each with its key, without braces; true when something was written.
template <Described T>
bool write_members(std::string& out, const T& value, bool first)
{
    mp11::mp_for_each<Members<T>>([&](auto member) {
        const auto& field = value.*member.pointer;
        if constexpr (IsOptional<std::remove_cvref_t<decltype(field)>>::value) {
            if (!field) return;
        }
        if (!first) out.push_back(',');
        first = false;
        write_string(out, member.name);
        out.push_back(':');
        write(out, field);
    });
    return !first;
}

template <class T>
void write(std::string& out, const T& value)
{
    if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_enum_v<T>) {
        write_string(out, describe::enum_to_string(value, "unknown"));
    } else if constexpr (std::is_arithmetic_v<T>) {
        write_number(out, value);
    } else if constexpr (std::is_same_v<T, std::string>) {
        write_string(out, value);
    } else if constexpr (IsId<T>::value) {
        write_string(out, value.value);
    } else if constexpr (IsOptional<T>::value) {
        write(out, *value);
    } else if constexpr (IsVector<T>::value) {
        out.push_back('[');
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i > 0) out.push_back(',');
            write(out, value[i]);
        }
        out.push_back(']');
    } else {
        static_assert(Described<T>, "describe it in describe.hpp");
        out.push_back('{');
        write_members(out, value, true);
        out.push_back('}');
    }
}

// ---- reading

template <class T>
Result<void> read(const json::value& from, T& to);

inline Result<void> wrong(std::string_view what) { return fail(Errc::bad_request, std::string(what)); }

template <Described T>
Result<void> read_members(const json::object& from, T& to)
{
    Result<void> outcome;
    mp11::mp_for_each<Members<T>>([&](auto member) {
        if (!outcome) return;
        auto& field = to.*member.pointer;
        const json::value* found = from.if_contains(member.name);
        // An absent member keeps its default: what must be there is checked by whoever acts on the message.
        if (found == nullptr || found->is_null()) return;
        if (auto r = read(*found, field); !r)
            outcome = wrong(std::string(member.name) + ": " + r.error().detail);
    });
    return outcome;
}

template <class T>
Result<void> read_integer(const json::value& from, T& to)
{
    // Beyond 2^53 a number does not survive JavaScript.
    constexpr std::int64_t safe = 1LL << 53;
    std::int64_t value = 0;
    if (from.is_int64())
        value = from.get_int64();
    else if (from.is_double() && std::floor(from.get_double()) == from.get_double() &&
             std::abs(from.get_double()) <= double(safe))
        value = static_cast<std::int64_t>(from.get_double());
    else
        return wrong("not an integer");
    if (value > safe || value < -safe || !std::in_range<T>(value)) return wrong("out of range");
    to = static_cast<T>(value);
    return {};
}

template <class T>
Result<void> read(const json::value& from, T& to)
{
    if constexpr (std::is_same_v<T, bool>) {
        if (!from.is_bool()) return wrong("not a boolean");
        to = from.get_bool();
    } else if constexpr (std::is_enum_v<T>) {
        if (!from.is_string()) return wrong("not a string");
        const auto& text = from.get_string();
        // A name from a newer peer keeps the default, which is `unknown` wherever one can come.
        describe::enum_from_string(std::string(text.data(), text.size()).c_str(), to);
    } else if constexpr (std::is_floating_point_v<T>) {
        if (from.is_double())
            to = static_cast<T>(from.get_double());
        else if (from.is_int64())
            to = static_cast<T>(from.get_int64());
        else if (from.is_uint64())
            to = static_cast<T>(from.get_uint64());
        else
            return wrong("not a number");
    } else if constexpr (std::is_integral_v<T>) {
        return read_integer(from, to);
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!from.is_string()) return wrong("not a string");
        to.assign(from.get_string().data(), from.get_string().size());
    } else if constexpr (IsId<T>::value) {
        if (!from.is_string()) return wrong("not a string");
        const std::string_view text(from.get_string().data(), from.get_string().size());
        if (!text.empty() && !is_client_msg_id(text)) return wrong("not an id");
        to.value = text;
    } else if constexpr (IsOptional<T>::value) {
        return read(from, to.emplace());
    } else if constexpr (IsVector<T>::value) {
        if (!from.is_array()) return wrong("not an array");
        to.clear();
        to.reserve(from.get_array().size());
        for (const auto& element : from.get_array()) {
            if (auto r = read(element, to.emplace_back()); !r) return r;
        }
    } else {
        static_assert(Described<T>, "describe it in describe.hpp");
        if (!from.is_object()) return wrong("not an object");
        return read_members(from.get_object(), to);
    }
    return {};
}

} // namespace tandem::protocol::reflect
