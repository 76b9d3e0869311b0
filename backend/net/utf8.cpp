#include "backend/net/utf8.hpp"

#include <cstddef>

namespace tandem::net {

namespace {

// Length of the well-formed sequence at `i`. When there is none, `good` is false and the length is that of
// the maximal part that could have begun one, at least 1.
struct Sequence
{
    std::size_t length;
    bool good;
};

Sequence sequence_at(std::string_view bytes, std::size_t i) noexcept
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    const unsigned char lead = byte(i);
    if (lead < 0x80) return {1, true};
    if (lead < 0xC2 || lead > 0xF4) return {1, false};

    const std::size_t wanted = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    // The second byte carries the limits against overlong forms, surrogates and values above U+10FFFF.
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;

    for (std::size_t k = 1; k < wanted; ++k) {
        if (i + k >= bytes.size() || byte(i + k) < low || byte(i + k) > high) return {k, false};
        low = 0x80;
        high = 0xBF;
    }
    return {wanted, true};
}

} // namespace

bool is_valid_utf8(std::string_view bytes) noexcept
{
    for (std::size_t i = 0; i < bytes.size();) {
        const auto sequence = sequence_at(bytes, i);
        if (!sequence.good) return false;
        i += sequence.length;
    }
    return true;
}

void append_as_utf8(std::string& out, std::string_view bytes)
{
    std::size_t good_from = 0;
    for (std::size_t i = 0; i < bytes.size();) {
        const auto sequence = sequence_at(bytes, i);
        if (!sequence.good) {
            out.append(bytes, good_from, i - good_from);
            out.append("\xEF\xBF\xBD");
            good_from = i + sequence.length;
        }
        i += sequence.length;
    }
    out.append(bytes, good_from);
}

} // namespace tandem::net
