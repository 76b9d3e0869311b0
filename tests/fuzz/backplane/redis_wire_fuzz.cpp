#include "backend/backplane/redis/wire.hpp"
#include "backend/net/utf8.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

// What is taken for a message is whole, and is the same when written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tandem::backplane;
    const auto got = redis::decode(std::string(data, data + size));
    if (!got) return 0;
    for (const auto& frame : {got->message.for_agents, got->message.for_customers}) {
        if (frame && !tandem::net::is_valid_utf8(*frame)) std::abort();
    }
    const auto bytes = redis::encode(got->from, got->message);
    const auto again = redis::decode(bytes);
    if (!again || again->from != got->from) std::abort();
    if (again->message.kind == Message::Kind::missed) return 0; // it was on the edge of what may travel
    if (redis::encode(again->from, again->message) != bytes) std::abort();
    return 0;
}
