#include "backend/bot/models/provider_json.hpp"

#include <boost/json/parse.hpp>
#include <charconv>

namespace tandem::bot {
namespace {

namespace json = boost::json;

// The code unit of the escape \uXXXX at `at`, or nothing.
std::optional<unsigned> escape_at(std::string_view text, std::size_t at)
{
    if (text.substr(at, 2) != "\\u" || text.size() < at + 6) return std::nullopt;
    unsigned unit = 0;
    const auto [end, error] = std::from_chars(text.data() + at + 2, text.data() + at + 6, unit, 16);
    if (error != std::errc() || end != text.data() + at + 6) return std::nullopt;
    return unit;
}

std::string without_lone_surrogates(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto unit = escape_at(text, at);
        if (!unit) {
            // An escaped backslash must not be taken for the beginning of an escape.
            const std::size_t length = text[at] == '\\' && at + 1 < text.size() ? 2 : 1;
            out.append(text.substr(at, length));
            at += length;
            continue;
        }
        const bool high = *unit >= 0xD800 && *unit < 0xDC00;
        const bool low = *unit >= 0xDC00 && *unit < 0xE000;
        const auto next = high ? escape_at(text, at + 6) : std::nullopt;
        const bool pair = next && *next >= 0xDC00 && *next < 0xE000;
        const std::size_t length = pair ? 12 : 6;
        out.append((high && !pair) || low ? std::string_view("\\uFFFD") : text.substr(at, length));
        at += length;
    }
    return out;
}

} // namespace

std::optional<json::object> parse_object(std::string_view text)
{
    json::error_code ec;
    auto parsed = json::parse(json::string_view(text.data(), text.size()), ec);
    if (ec && text.contains("\\u")) parsed = json::parse(without_lone_surrogates(text), ec);
    if (ec || !parsed.is_object()) return std::nullopt;
    return std::move(parsed.get_object());
}

std::string_view text_in(const json::object& from, std::string_view key)
{
    const auto* found = from.if_contains(key);
    if (found == nullptr || !found->is_string()) return {};
    return {found->get_string().data(), found->get_string().size()};
}

const json::object* object_in(const json::object& from, std::string_view key)
{
    const auto* found = from.if_contains(key);
    return found == nullptr ? nullptr : found->if_object();
}

std::uint64_t count_in(const json::object& from, std::string_view key)
{
    const auto* found = from.if_contains(key);
    if (found == nullptr) return 0;
    if (found->is_uint64()) return found->get_uint64();
    return found->is_int64() && found->get_int64() > 0 ? std::uint64_t(found->get_int64()) : 0;
}

} // namespace tandem::bot
