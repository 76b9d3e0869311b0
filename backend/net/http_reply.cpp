#include "backend/net/http_reply.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace tandem::net {

namespace {

constexpr std::string_view nothing_allowed = "default-src 'none'; frame-ancestors 'none'";

void add(std::string& head, std::string_view name, std::string_view value)
{
    head.append(name).append(": ");
    // A control character would let a value write headers of its own (H-09).
    for (const char c : value)
        head.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c);
    head.append("\r\n");
}

std::string http_date()
{
    constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    std::array<char, 40> text{};
    // The names are spelled here because strftime's follow the locale.
    const auto size = std::strftime(text.data(), text.size(), "%d ??? %Y %H:%M:%S GMT", &utc);
    std::string out =
        std::string(days[static_cast<std::size_t>(utc.tm_wday)]) + ", " + std::string(text.data(), size);
    return out.replace(out.find("???"), 3, months[static_cast<std::size_t>(utc.tm_mon)]);
}

std::string begin_head(int status, const Framing& framing)
{
    std::string head =
        "HTTP/1.1 " + std::to_string(status) + " " + std::string(status_text(status)) + "\r\n";
    head.reserve(640);
    add(head, "Date", http_date());
    add(head, "X-Content-Type-Options", "nosniff");
    add(head, "Referrer-Policy", "no-referrer");
    if (framing.tls) add(head, "Strict-Transport-Security", "max-age=31536000");
    add(head, "Connection", framing.keep_alive ? "keep-alive" : "close");
    return head;
}

bool has_header(const HttpResponse& response, std::string_view lower_case_name)
{
    return std::ranges::any_of(response.headers, [&](const auto& field) {
        return to_lower(field.first) == lower_case_name;
    });
}

bool is_header_name(std::string_view name)
{
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_';
    });
}

bool names_etag(std::string_view list, std::string_view etag)
{
    if (list.empty()) return false;
    if (trim_blanks(list) == "*") return true;
    while (true) {
        const auto comma = list.find(',');
        auto one = trim_blanks(list.substr(0, comma));
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one == etag) return true;
        if (comma == list.npos) return false;
        list.remove_prefix(comma + 1);
    }
}

} // namespace

Reply handler_reply(HttpResponse response, Framing framing)
{
    Reply reply;
    reply.keep_alive = framing.keep_alive;
    reply.head = begin_head(response.status, framing);
    if (!has_header(response, "content-security-policy"))
        add(reply.head, "Content-Security-Policy", nothing_allowed);
    if (!has_header(response, "x-frame-options")) add(reply.head, "X-Frame-Options", "DENY");
    if (!has_header(response, "cache-control")) add(reply.head, "Cache-Control", "no-store");
    for (const auto& [name, value] : response.headers) {
        if (is_header_name(name)) add(reply.head, name, value);
    }
    if (!response.content_type.empty()) add(reply.head, "Content-Type", response.content_type);
    add(reply.head, "Content-Length", std::to_string(response.body.size()));
    reply.head += "\r\n";
    if (!framing.without_body) reply.own_body = std::move(response.body);
    return reply;
}

Reply file_reply(const StaticFile& file, std::string_view if_none_match, Framing framing)
{
    Reply reply;
    reply.keep_alive = framing.keep_alive;
    const std::string etag = file.etag.starts_with('"') ? file.etag : '"' + file.etag + '"';
    const bool unchanged = !file.etag.empty() && names_etag(if_none_match, etag);

    reply.head = begin_head(unchanged ? 304 : 200, framing);
    const std::string_view policy = file.content_security_policy;
    add(reply.head,
        "Content-Security-Policy",
        !policy.empty()  ? policy
        : file.frameable ? std::string_view("default-src 'none'")
                         : nothing_allowed);
    if (!file.frameable) add(reply.head, "X-Frame-Options", "DENY");
    add(reply.head, "Cache-Control", file.cache_control);
    if (!file.etag.empty()) add(reply.head, "ETag", etag);
    if (!unchanged) {
        add(reply.head, "Content-Type", file.content_type);
        add(reply.head, "Content-Length", std::to_string(file.body.size()));
        if (!framing.without_body) reply.file_body = &file.body;
    }
    reply.head += "\r\n";
    return reply;
}

Reply refusal(int status, Framing framing, std::string_view allow)
{
    HttpResponse response;
    response.status = status;
    response.body = to_lower(status_text(status)) + "\n";
    if (!allow.empty()) response.headers.emplace_back("Allow", allow);
    if (status == 426) {
        response.headers.emplace_back("Upgrade", "websocket");
        response.headers.emplace_back("Sec-WebSocket-Version", "13");
    }
    if (status == 503) response.headers.emplace_back("Retry-After", "5");
    return handler_reply(std::move(response), framing);
}

std::string upgrade_head(std::string_view websocket_accept)
{
    std::string head = "HTTP/1.1 101 Switching Protocols\r\n";
    add(head, "Upgrade", "websocket");
    add(head, "Connection", "Upgrade");
    add(head, "Sec-WebSocket-Accept", websocket_accept);
    return head + "\r\n";
}

std::string_view status_text(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Status";
    }
}

} // namespace tandem::net
