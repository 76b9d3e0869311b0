#include "shared/protocol/strict_json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <string>
#include <vector>

namespace tandem::protocol {

namespace {

namespace json = boost::json;

// Builds a value like the library's own handler does, and refuses what the library lets through.
struct StrictHandler
{
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_keys = 256; // of one object
    static constexpr std::size_t max_key_size = 256;
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    explicit StrictHandler(std::size_t members) : members_left(members) {}

    json::value_stack stack;
    std::vector<std::vector<std::string>> keys; // of every open object
    std::string key;
    std::string number; // the parts of one that is not whole yet
    std::size_t members_left;
    bool limit_hit = false;

    bool refuse(json::error_code& ec)
    {
        ec = json::error::syntax;
        return false;
    }
    // Every value counts, and so every member and element, empty ones too.
    bool count(json::error_code& ec)
    {
        if (members_left-- > 0) return true;
        members_left = 0;
        limit_hit = true;
        ec = json::error::object_too_large;
        return false;
    }

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code& ec)
    {
        keys.emplace_back();
        return count(ec);
    }
    bool on_object_end(std::size_t n, json::error_code&)
    {
        keys.pop_back();
        stack.push_object(n);
        return true;
    }
    bool on_array_begin(json::error_code& ec) { return count(ec); }
    bool on_array_end(std::size_t n, json::error_code&)
    {
        stack.push_array(n);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&)
    {
        key.append(part.data(), part.size());
        stack.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code& ec)
    {
        key.append(part.data(), part.size());
        auto& seen = keys.back();
        if (std::ranges::find(seen, key) != seen.end() || key.find('\0') != std::string::npos)
            return refuse(ec);
        // The search is quadratic in the keys of one object; no message has many.
        if (seen.size() >= max_keys) {
            limit_hit = true;
            return refuse(ec);
        }
        seen.push_back(std::move(key));
        key.clear();
        stack.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code& ec)
    {
        if (part.find('\0') != json::string_view::npos) return refuse(ec);
        stack.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, json::error_code& ec)
    {
        if (part.find('\0') != json::string_view::npos) return refuse(ec);
        if (!count(ec)) return false;
        stack.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view part, json::error_code&)
    {
        number.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t i, json::string_view, json::error_code& ec)
    {
        number.clear();
        stack.push_int64(i);
        return count(ec);
    }
    bool on_uint64(std::uint64_t u, json::string_view, json::error_code& ec)
    {
        number.clear();
        stack.push_uint64(u);
        return count(ec);
    }
    bool on_double(double d, json::string_view part, json::error_code& ec)
    {
        if (!std::isfinite(d)) return refuse(ec);
        // The library's own value may be off by the last bit, and what was stored must come back as it was.
        number.append(part.data(), part.size());
        const auto read = std::from_chars(number.data(), number.data() + number.size(), d);
        number.clear();
        if (read.ec == std::errc::result_out_of_range) d = 0; // too small to tell from zero
        if (!std::isfinite(d)) return refuse(ec);
        stack.push_double(d);
        return count(ec);
    }
    bool on_bool(bool b, json::error_code& ec)
    {
        stack.push_bool(b);
        return count(ec);
    }
    bool on_null(json::error_code& ec)
    {
        stack.push_null();
        return count(ec);
    }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
};

} // namespace

Result<json::value> parse_json(std::string_view text, const JsonLimits& limits)
{
    if (text.size() > limits.bytes) return fail(Errc::too_large, "frame");

    json::parse_options options;
    options.max_depth = limits.depth;
    json::basic_parser<StrictHandler> parser(options, limits.members);
    parser.handler().stack.reset();

    json::error_code ec;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && used != text.size()) ec = json::error::extra_data;
    if (ec) {
        const bool large = parser.handler().limit_hit || ec == json::error::too_deep;
        return fail(large ? Errc::too_large : Errc::bad_request, ec.message());
    }
    return parser.handler().stack.release();
}

} // namespace tandem::protocol
