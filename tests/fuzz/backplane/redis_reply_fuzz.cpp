#include "backend/backplane/redis/reply.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using tandem::backplane::redis::Reply;
using tandem::backplane::redis::ReplyReader;

struct Outcome
{
    std::vector<Reply> replies;
    bool broken = false;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome parse(std::string_view bytes, std::size_t piece)
{
    ReplyReader reader;
    Outcome outcome;
    for (std::size_t at = 0; at < bytes.size() && !reader.broken(); at += piece) {
        if (!reader.feed(bytes.substr(at, piece))) break;
        while (auto reply = reader.next())
            outcome.replies.push_back(std::move(*reply));
    }
    outcome.broken = reader.broken();
    return outcome;
}

} // namespace

// Where the bytes are cut makes no difference.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string bytes(data, data + size);
    const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front()) % 7;
    const auto rest = std::string_view(bytes).substr(1);
    if (parse(rest, rest.size() + 1) != parse(rest, piece)) std::abort();
    return 0;
}
