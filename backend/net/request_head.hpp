#pragma once

#include "backend/net/http_server.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Reading the head of a request: requirement S-3. What proxies and servers have been known to understand
// differently is refused instead of interpreted, so nothing can be smuggled past a proxy in front of us.
// Pure functions.

namespace tandem::net {

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct RequestHead
{
    std::string method;
    std::string target; // origin form: begins with '/', printable ASCII
    HeaderList headers; // names in lower case, values without surrounding blanks, in order
    std::size_t content_length = 0;
    bool keep_alive = true; // false for HTTP/1.0 and after "Connection: close"

    // The first of that name; empty when absent.
    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
    [[nodiscard]] std::size_t count(std::string_view lower_case_name) const;
};

// Looks at the beginning of a request while it arrives. Returns the status to refuse it with as soon as it
// can no longer become an acceptable head, else 0. The first `checked` bytes were looked at before.
[[nodiscard]] int refuse_early(std::string_view bytes, std::size_t checked, const HttpLimits& limits);

// `head` ends with the empty line. Gives the head or the status to refuse it with: 400, 413 (announced
// body), 414, 417, 421 (unknown host), 431, 501 (any Transfer-Encoding), 505. `hosts` empty accepts any
// well-formed host.
[[nodiscard]] std::expected<RequestHead, int>
parse_request_head(std::string_view head, const HttpLimits& limits, const std::vector<std::string>& hosts);

// True when the comma-separated list has this token, whatever the case.
[[nodiscard]] bool has_token(std::string_view list, std::string_view lower_case_token);

[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::string_view trim_blanks(std::string_view text);

} // namespace tandem::net
