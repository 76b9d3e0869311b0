#include "backend/net/sse_parser.hpp"
#include "backend/net/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using tandem::net::ServerSentEvent;
using tandem::net::SseParser;

// What came out, as one text; a piece size of 0 feeds everything at once.
std::string parse(std::string_view stream, std::size_t piece)
{
    std::string out;
    SseParser parser(
        [&](ServerSentEvent event) {
            if (!tandem::net::is_valid_utf8(event.data) || !tandem::net::is_valid_utf8(event.event))
                std::abort();
            if (event.data.empty()) std::abort();
            out += event.event + '\0' + event.data + '\0';
        },
        4096
    );
    bool good = true;
    for (std::size_t at = 0; at < stream.size() && good; at += piece) {
        if (piece == 0) piece = stream.size();
        good = parser.feed(stream.substr(at, piece)).has_value();
    }
    if (good) good = parser.finish().has_value();
    return out + (good ? "good" : "too large");
}

} // namespace

// Where the stream is cut makes no difference.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string bytes(data, data + size);
    const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front()) % 7;
    const std::string_view stream = std::string_view(bytes).substr(1);
    if (parse(stream, 0) != parse(stream, piece)) std::abort();
    return 0;
}
