#include "backend/net/request_head.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using tandem::net::HttpLimits;

void require(bool good)
{
    if (!good) std::abort();
}

} // namespace

// An accepted head keeps what S-3 promises, however its bytes look, and what is refused early is refused as
// a whole.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const HttpLimits limits;
    const std::string bytes(data, data + size);
    const auto end = bytes.find("\r\n\r\n");
    const auto head = std::string_view(bytes).substr(0, end == bytes.npos ? end : end + 4);

    const int early = tandem::net::refuse_early(head, 0, limits);
    const auto parsed = tandem::net::parse_request_head(head, limits, {});
    if (early != 0) require(!parsed);
    if (!parsed) {
        require(parsed.error() >= 400 && parsed.error() <= 505);
        return 0;
    }
    require(head.size() <= limits.header_bytes && parsed->headers.size() <= limits.header_fields);
    require(parsed->target.starts_with('/') && parsed->target.size() <= limits.target_bytes);
    require(std::ranges::all_of(parsed->target, [](char c) { return c > 0x20 && c < 0x7F; }));
    require(parsed->count("host") == 1 && parsed->count("content-length") <= 1);
    require(parsed->count("transfer-encoding") == 0 && parsed->content_length <= limits.body_bytes);
    for (const auto& [name, value] : parsed->headers) {
        require(!name.empty() && name.find_first_of(" \t\r\n:") == name.npos);
        require(value.find_first_of("\r\n") == value.npos && value.find('\0') == value.npos);
    }
    return 0;
}
