#pragma once

#include "backend/net/http_server.hpp"
#include "backend/net/request_head.hpp"

#include <string>
#include <string_view>

namespace tandem::net {

// An answer ready to be sent. `body` may view a file of the server, or `own_body`.
struct Reply
{
    std::string head;
    std::string own_body;
    const std::string* file_body = nullptr;
    bool keep_alive = true;

    [[nodiscard]] std::string_view body() const
    {
        return file_body ? std::string_view(*file_body) : own_body;
    }
};

// How the answer is to be framed.
struct Framing
{
    bool keep_alive = true;
    bool without_body = false; // HEAD
    bool tls = false;          // adds Strict-Transport-Security
};

// What no answer is without: length, date, connection and the security headers; and values that cannot
// break out of their line. Pure, but for the date.

[[nodiscard]] Reply handler_reply(HttpResponse response, Framing framing);

// 200, or 304 when `if_none_match` names the file's etag.
[[nodiscard]] Reply file_reply(const StaticFile& file, std::string_view if_none_match, Framing framing);

// A sentence that tells nothing about us. `allow` is the header Allow of a 405.
[[nodiscard]] Reply refusal(int status, Framing framing, std::string_view allow = {});

// 101.
[[nodiscard]] std::string upgrade_head(std::string_view websocket_accept);

[[nodiscard]] std::string_view status_text(int status);

} // namespace tandem::net
