#include "backend/net/request_head.hpp"

#include <algorithm>
#include <charconv>

namespace tandem::net {

namespace {

constexpr std::size_t method_limit = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() &&
           std::ranges::all_of(text, [&](char c) { return is_alnum(c) || marks.find(c) != marks.npos; });
}

bool is_value(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return u == '\t' || (u >= 0x20 && u != 0x7F);
    });
}

struct RequestLine
{
    std::string_view method;
    std::string_view target;
    bool is_1_1 = true;
};

// `line` without its CR LF.
std::expected<RequestLine, int> parse_request_line(std::string_view line, const HttpLimits& limits)
{
    const auto first = line.find(' ');
    const auto method = line.substr(0, first);
    if (method.size() > method_limit || !is_token(method)) return std::unexpected(400);
    if (first == line.npos) return std::unexpected(400); // HTTP/0.9 had no more than this

    const auto rest = line.substr(first + 1);
    const auto second = rest.find(' ');
    const auto target = rest.substr(0, second);
    if (target.size() > limits.target_bytes) return std::unexpected(414);
    const bool printable = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7F; });
    if (second == rest.npos) return std::unexpected(400);

    const auto version = rest.substr(second + 1);
    const bool known_form = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                            version[6] == '.' && is_digit(version[7]);
    if (!known_form) return std::unexpected(400);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return std::unexpected(505);
    if (!printable || !target.starts_with('/') || target.find('#') != target.npos)
        return std::unexpected(400);
    return RequestLine{method, target, version == "HTTP/1.1"};
}

// host [":" port]; the host a name, an IPv4 address, or an IPv6 address in brackets. Gives the host in
// lower case.
std::expected<std::string, int> parse_host(std::string_view value)
{
    auto host = value;
    std::string_view port;
    if (value.starts_with('[')) {
        const auto end = value.find(']');
        if (end == value.npos) return std::unexpected(400);
        host = value.substr(0, end + 1);
        port = value.substr(end + 1);
        const auto inside = host.substr(1, host.size() - 2);
        const bool good = !inside.empty() && std::ranges::all_of(inside, [](char c) {
            return is_alnum(c) || c == ':' || c == '.';
        });
        if (!good) return std::unexpected(400);
    } else {
        host = value.substr(0, value.find(':'));
        port = value.substr(host.size());
        const bool good = !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
            return is_alnum(c) || c == '-' || c == '.' || c == '_';
        });
        if (!good) return std::unexpected(400);
    }
    if (!port.empty()) {
        const auto digits = port.substr(1);
        const bool good = port[0] == ':' && digits.size() <= 5 && std::ranges::all_of(digits, is_digit);
        if (!good) return std::unexpected(400);
    }
    return to_lower(host);
}

// The rules about single fields, once all are known. Returns a status, 0 when all is well.
int check_fields(RequestHead& head, const HttpLimits& limits, const std::vector<std::string>& hosts)
{
    if (head.count("transfer-encoding") > 0) return 501;

    if (head.count("host") != 1) return 400;
    const auto host = parse_host(head.header("host"));
    if (!host) return host.error();
    if (!hosts.empty() && std::ranges::find(hosts, *host, to_lower) == hosts.end()) return 421;

    if (head.count("content-length") > 1) return 400;
    if (head.count("content-length") == 1) {
        const auto value = head.header("content-length");
        if (value.empty() || !std::ranges::all_of(value, is_digit)) return 400;
        const auto [end, error] =
            std::from_chars(value.data(), value.data() + value.size(), head.content_length);
        if (error != std::errc() || head.content_length > limits.body_bytes) return 413;
    }
    if (head.count("expect") > 0) return 417;

    for (const auto& [name, value] : head.headers) {
        if (name == "connection" && has_token(value, "close")) head.keep_alive = false;
    }
    return 0;
}

} // namespace

std::string_view RequestHead::header(std::string_view lower_case_name) const
{
    const auto found = std::ranges::find(headers, lower_case_name, &HeaderList::value_type::first);
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::size_t RequestHead::count(std::string_view lower_case_name) const
{
    return static_cast<std::size_t>(
        std::ranges::count(headers, lower_case_name, &HeaderList::value_type::first)
    );
}

int refuse_early(std::string_view bytes, std::size_t checked, const HttpLimits& limits)
{
    // Every line ends with CR LF, and no other control characters occur: found here, a peer that speaks
    // something else (TLS, say) need not be waited for.
    for (std::size_t i = checked; i < bytes.size(); ++i) {
        const auto u = static_cast<unsigned char>(bytes[i]);
        if (u == '\n' && (i == 0 || bytes[i - 1] != '\r')) return 400;
        if (u != '\n' && i > 0 && bytes[i - 1] == '\r') return 400;
        if ((u < 0x20 && u != '\r' && u != '\n' && u != '\t') || u == 0x7F) return 400;
    }
    const auto end = bytes.find("\r\n");
    if (end == bytes.npos) {
        // Method, target, version and what separates them.
        if (bytes.size() > limits.target_bytes + method_limit + 12) return 414;
        return bytes.empty() || is_token(bytes.substr(0, 1)) ? 0 : 400;
    }
    if (checked <= end + 1) {
        const auto line = parse_request_line(bytes.substr(0, end), limits);
        if (!line) return line.error();
    }
    return bytes.size() >= limits.header_bytes && !bytes.ends_with("\r\n\r\n") ? 431 : 0;
}

std::expected<RequestHead, int>
parse_request_head(std::string_view head, const HttpLimits& limits, const std::vector<std::string>& hosts)
{
    if (!head.ends_with("\r\n\r\n")) return std::unexpected(400);
    const auto line_end = head.find("\r\n");
    const auto line = parse_request_line(head.substr(0, line_end), limits);
    if (!line) return std::unexpected(line.error());
    if (head.size() > limits.header_bytes) return std::unexpected(431);

    RequestHead out;
    out.method = line->method;
    out.target = line->target;
    out.keep_alive = line->is_1_1;

    auto rest = head.substr(line_end + 2);
    while (!rest.starts_with("\r\n")) {
        const auto end = rest.find("\r\n");
        const auto field = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        // A name with a blank in front of it is an obsolete line fold, one behind it a trick.
        const auto colon = field.find(':');
        if (colon == field.npos || !is_token(field.substr(0, colon))) return std::unexpected(400);
        const auto value = trim_blanks(field.substr(colon + 1));
        if (!is_value(value)) return std::unexpected(400);
        if (out.headers.size() == limits.header_fields) return std::unexpected(431);
        out.headers.emplace_back(to_lower(field.substr(0, colon)), value);
    }
    if (rest.size() != 2) return std::unexpected(400);
    if (const int status = check_fields(out, limits, hosts)) return std::unexpected(status);
    return out;
}

bool has_token(std::string_view list, std::string_view lower_case_token)
{
    while (true) {
        const auto comma = list.find(',');
        if (to_lower(trim_blanks(list.substr(0, comma))) == lower_case_token) return true;
        if (comma == list.npos) return false;
        list.remove_prefix(comma + 1);
    }
}

std::string to_lower(std::string_view text)
{
    std::string out(text);
    // Not tolower(): the locale has no say here.
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string_view trim_blanks(std::string_view text)
{
    while (text.starts_with(' ') || text.starts_with('\t'))
        text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t'))
        text.remove_suffix(1);
    return text;
}

} // namespace tandem::net
