#include "backend/backplane/redis/server.hpp"

#include "backend/net/url.hpp"

#include <algorithm>
#include <charconv>

namespace tandem::backplane::redis {

namespace {

constexpr int most_databases = 1'024;

struct Parts
{
    Place place;
    std::string_view path; // without its first slash
};

// host[:port][/path]; what an authority may look like is net's to say.
Result<Parts> split(std::string_view text, std::uint16_t usual_port)
{
    const auto slash = text.find('/');
    const auto authority = text.substr(0, slash);
    auto url = net::parse_url("http://" + std::string(authority));
    if (!url || url->target != "/") return fail(Errc::bad_request, "address");
    // That parser fills in HTTP's own port where there is none.
    const bool has_port =
        authority.find(':', authority.starts_with('[') ? authority.find(']') : 0) != std::string_view::npos;
    return Parts{
        .place = {.host = std::move(url->host), .port = has_port ? url->port : usual_port},
        .path = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1),
    };
}

bool is_user(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    });
}

} // namespace

Result<Server> parse_url(std::string_view text)
{
    Server server;
    if (text.starts_with("rediss://")) {
        server.tls = true;
        text.remove_prefix(9);
    } else if (text.starts_with("redis://")) {
        text.remove_prefix(8);
    } else {
        return fail(Errc::bad_request, "scheme");
    }
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
        if (!is_user(text.substr(0, at))) return fail(Errc::bad_request, "user");
        server.user = text.substr(0, at);
        text.remove_prefix(at + 1);
    }
    auto parts = split(text, server.place.port);
    if (!parts) return fail(parts);
    server.place = std::move(parts->place);
    if (parts->path.empty()) return server;
    const auto* const end = parts->path.data() + parts->path.size();
    const auto [last, error] = std::from_chars(parts->path.data(), end, server.database);
    if (error != std::errc() || last != end || server.database < 0 || server.database > most_databases)
        return fail(Errc::bad_request, "database");
    return server;
}

Result<Place> parse_sentinel(std::string_view text)
{
    auto parts = split(text, 26'379);
    if (!parts) return fail(parts);
    if (text.find('/') != std::string_view::npos) return fail(Errc::bad_request, "address");
    return std::move(parts->place);
}

} // namespace tandem::backplane::redis
