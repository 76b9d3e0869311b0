#include "shared/text/code_points.hpp"

#include "shared/text/utf8.hpp"

#include <algorithm>

namespace tandem::text {

namespace {

constexpr bool starts_code_point(char byte) noexcept
{
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

} // namespace

std::size_t count_code_points(std::string_view text) noexcept
{
    return static_cast<std::size_t>(std::ranges::count_if(text, starts_code_point));
}

std::size_t bytes_of_code_points(std::string_view text, std::size_t limit) noexcept
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!starts_code_point(text[at])) continue;
        if (limit-- == 0) return at;
    }
    return text.size();
}

std::string first_code_points(std::string_view text, std::size_t limit)
{
    return std::string(text.substr(0, bytes_of_code_points(text, limit)));
}

std::string to_valid_utf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    std::size_t copied = 0; // everything before it is in `out`
    for (std::size_t at = 0; at < bytes.size();) {
        const Decoded next = decode_utf8(bytes, at);
        if (!next.valid) {
            out.append(bytes, copied, at - copied);
            append_utf8(out, replacement_character);
            copied = at + next.size;
        }
        at += next.size;
    }
    out.append(bytes, copied);
    return out;
}

} // namespace tandem::text
