#include "backend/net/address_kind.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tandem::net {
namespace {

struct Range
{
    std::uint32_t network = 0;
    int bits = 0;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    return a << 24U | b << 16U | c << 8U | d;
}

// IANA's special-purpose registry.
constexpr auto special = std::to_array<Range>({
    {v4(0, 0, 0, 0), 8},
    {v4(10, 0, 0, 0), 8},
    {v4(100, 64, 0, 0), 10},
    {v4(127, 0, 0, 0), 8},
    {v4(169, 254, 0, 0), 16},
    {v4(172, 16, 0, 0), 12},
    {v4(192, 0, 0, 0), 24},
    {v4(192, 0, 2, 0), 24},
    {v4(192, 88, 99, 0), 24},
    {v4(192, 168, 0, 0), 16},
    {v4(198, 18, 0, 0), 15},
    {v4(198, 51, 100, 0), 24},
    {v4(203, 0, 113, 0), 24},
    {v4(224, 0, 0, 0), 4},
    {v4(240, 0, 0, 0), 4},
});

bool is_public_v4(std::uint32_t address)
{
    return std::ranges::none_of(special, [&](const Range& range) {
        return (address >> (32 - range.bits)) == (range.network >> (32 - range.bits));
    });
}

using Bytes = boost::asio::ip::address_v6::bytes_type;

bool is_public_v6(const Bytes& b)
{
    const auto embedded = [&](std::size_t at) {
        return is_public_v4(v4(b[at], b[at + 1], b[at + 2], b[at + 3]));
    };
    const bool zero_10 = std::all_of(b.begin(), b.begin() + 10, [](auto byte) { return byte == 0; });
    if (zero_10) return b[10] == 0xff && b[11] == 0xff && embedded(12); // mapped; ::/96 is never public
    if (b[0] == 0x00 && b[1] == 0x64 && b[2] == 0xff && b[3] == 0x9b) return embedded(12); // NAT64
    if (b[0] == 0x20 && b[1] == 0x02) return embedded(2);                                  // 6to4
    if (b[0] == 0x20 && b[1] == 0x01 && b[2] < 0x02) return false; // Teredo, ORCHID and other special uses
    if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8) return false; // documentation
    return (b[0] & 0xe0U) == 0x20; // 2000::/3 is all that is given out
}

} // namespace

bool is_public(const boost::asio::ip::address& address)
{
    return address.is_v4() ? is_public_v4(address.to_v4().to_uint())
                           : is_public_v6(address.to_v6().to_bytes());
}

} // namespace tandem::net
