#include "shared/text/utf8.hpp"

namespace tandem::text {

namespace {

// What the first byte of a sequence promises; the second byte's range excludes overlong forms, surrogates
// and everything above U+10FFFF.
struct Lead
{
    std::size_t size;
    unsigned char second_min;
    unsigned char second_max;
};

constexpr Lead lead_of(unsigned char byte) noexcept
{
    if (byte < 0x80) return {1, 0, 0};
    if (byte < 0xC2) return {0, 0, 0};
    if (byte < 0xE0) return {2, 0x80, 0xBF};
    if (byte == 0xE0) return {3, 0xA0, 0xBF};
    if (byte == 0xED) return {3, 0x80, 0x9F};
    if (byte < 0xF0) return {3, 0x80, 0xBF};
    if (byte == 0xF0) return {4, 0x90, 0xBF};
    if (byte < 0xF4) return {4, 0x80, 0xBF};
    if (byte == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

} // namespace

Decoded decode_utf8(std::string_view bytes, std::size_t at) noexcept
{
    const auto first = static_cast<unsigned char>(bytes[at]);
    const Lead lead = lead_of(first);
    if (lead.size == 1) return {first, 1, true};
    if (lead.size == 0) return {replacement_character, 1, false};

    char32_t code_point = first & (0x7FU >> lead.size);
    for (std::size_t i = 1; i < lead.size; ++i) {
        if (at + i >= bytes.size()) return {replacement_character, i, false};
        const auto byte = static_cast<unsigned char>(bytes[at + i]);
        const unsigned char min = i == 1 ? lead.second_min : 0x80;
        const unsigned char max = i == 1 ? lead.second_max : 0xBF;
        if (byte < min || byte > max) return {replacement_character, i, false};
        code_point = (code_point << 6U) | (byte & 0x3FU);
    }
    return {code_point, lead.size, true};
}

void append_utf8(std::string& out, char32_t code_point)
{
    const auto push = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code_point < 0x80) {
        push(code_point);
    } else if (code_point < 0x800) {
        push(0xC0 | (code_point >> 6U));
        push(0x80 | (code_point & 0x3FU));
    } else if (code_point < 0x10000) {
        push(0xE0 | (code_point >> 12U));
        push(0x80 | ((code_point >> 6U) & 0x3FU));
        push(0x80 | (code_point & 0x3FU));
    } else {
        push(0xF0 | (code_point >> 18U));
        push(0x80 | ((code_point >> 12U) & 0x3FU));
        push(0x80 | ((code_point >> 6U) & 0x3FU));
        push(0x80 | (code_point & 0x3FU));
    }
}

} // namespace tandem::text
