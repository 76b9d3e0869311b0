#include "backend/net/url.hpp"

#include "backend/net/request_head.hpp"

#include <algorithm>
#include <charconv>

namespace tandem::net {

namespace {

bool is_host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_ipv6_character(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

} // namespace

std::string Url::authority() const
{
    std::string out = host.find(':') == host.npos ? host : "[" + host + "]";
    if (port != (tls ? 443 : 80)) out += ":" + std::to_string(port);
    return out;
}

Result<Url> parse_url(std::string_view text)
{
    const auto bad = [] { return fail(Errc::bad_request, "url"); };
    if (text.size() > 8 * 1024) return bad();
    if (!std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F && c != '#' && c != '\\'; }))
        return bad();

    const auto scheme_end = text.find("://");
    if (scheme_end == text.npos) return bad();
    const std::string scheme = to_lower(text.substr(0, scheme_end));
    if (scheme != "http" && scheme != "https") return bad();
    Url url;
    url.tls = scheme == "https";
    url.port = url.tls ? 443 : 80;

    const auto rest = text.substr(scheme_end + 3);
    const auto authority_end = rest.find_first_of("/?");
    const std::string authority = to_lower(rest.substr(0, authority_end));
    if (authority_end != rest.npos) {
        url.target = rest.substr(authority_end);
        if (url.target.front() == '?') url.target.insert(0, "/");
    }

    std::string_view port;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == authority.npos) return bad();
        url.host = authority.substr(1, end - 1);
        port = std::string_view(authority).substr(end + 1);
        if (url.host.empty() || !std::ranges::all_of(url.host, is_ipv6_character)) return bad();
    } else {
        url.host = authority.substr(0, authority.find(':'));
        port = std::string_view(authority).substr(url.host.size());
        // An '@' of a user name is no host character either.
        if (url.host.empty() || url.host.size() > 253 || !std::ranges::all_of(url.host, is_host_character))
            return bad();
    }
    if (!port.empty()) {
        if (port.front() != ':') return bad();
        const auto digits = port.substr(1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
        if (error != std::errc() || end != digits.data() + digits.size() || url.port == 0) return bad();
    }
    return url;
}

} // namespace tandem::net
