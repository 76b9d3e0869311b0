#include "backend/net/utf8.hpp"
#include "backend/net/websocket_frames.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using tandem::net::FrameDecoder;
using tandem::net::FrameEvent;

constexpr std::size_t message_limit = 4096;

void require(bool good)
{
    if (!good) std::abort();
}

// What came out, as one text; a piece size of 0 feeds everything at once.
std::string decode(std::string_view bytes, std::size_t piece)
{
    FrameDecoder decoder(message_limit, 8);
    std::string out;
    if (piece == 0) piece = bytes.size();
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        auto rest = bytes.substr(at, piece);
        while (true) {
            const auto event = decoder.next(rest);
            if (event == FrameEvent::need_more) {
                require(rest.empty());
                break;
            }
            out += std::to_string(static_cast<int>(event)) + ":";
            if (event == FrameEvent::message) {
                const auto text = decoder.take_message();
                require(text.size() <= message_limit && tandem::net::is_valid_utf8(text));
                out += text;
            } else if (event == FrameEvent::close || event == FrameEvent::failed) {
                return out + std::to_string(decoder.close_code());
            } else {
                require(decoder.control_payload().size() <= 125);
                out += decoder.control_payload();
            }
        }
    }
    return out + (decoder.at_rest() ? "rest" : "more");
}

} // namespace

// Where the stream is cut makes no difference.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string bytes(data, data + size);
    const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front()) % 7;
    const std::string_view stream = std::string_view(bytes).substr(1);
    require(decode(stream, 0) == decode(stream, piece));
    return 0;
}
