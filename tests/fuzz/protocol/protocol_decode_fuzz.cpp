#include "shared/protocol/codec.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

// A frame from anybody: decoding never crashes, and what was understood is said again in the same way.

namespace {

void expect(bool condition)
{
    if (!condition) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tandem::protocol;
    const std::string_view frame(reinterpret_cast<const char*>(data), size);
    (void)peek_id(frame);
    if (const auto message = decode_client(frame)) {
        const auto again = decode_client(encode(*message));
        expect(again && encode(*again) == encode(*message));
    }
    if (const auto message = decode_server(frame)) {
        const auto again = decode_server(encode(*message));
        expect(again && encode(*again) == encode(*message));
    }
    if (const auto event = decode_event(frame)) {
        const auto again = decode_event(encode_event(*event));
        expect(again && encode_event(*again) == encode_event(*event));
    }
    return 0;
}
