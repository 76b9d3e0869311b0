#include "backend/bot/understanding/redaction/shadow.hpp"

#include "shared/text/utf8.hpp"

#include <unicode/uchar.h>

namespace tandem::bot {
namespace {

constexpr char other = '\x01';

// 0: leave it out.
char plain(char32_t c)
{
    if (c < 0x80) return c == '\t' ? ' ' : static_cast<char>(c);
    if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFEE0);
    const auto point = static_cast<UChar32>(c);
    if (u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) return 0;
    if (const int digit = u_charDigitValue(point); digit >= 0) return static_cast<char>('0' + digit);
    if (u_isUWhiteSpace(point) != 0) return ' ';
    if (u_charType(point) == U_DASH_PUNCTUATION || c == 0x2212) return '-';
    if ((U_GET_GC_MASK(point) & U_GC_M_MASK) != 0) return 0;
    return u_isalpha(point) != 0 ? 'x' : other;
}

} // namespace

Shadow shadow_of(std::string_view utf8)
{
    Shadow shadow;
    shadow.text.reserve(utf8.size());
    shadow.begin.reserve(utf8.size());
    shadow.end.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const auto decoded = text::decode_utf8(utf8, at);
        const char c = decoded.valid ? plain(decoded.code_point) : other;
        if (c != 0) {
            shadow.text.push_back(c);
            shadow.begin.push_back(at);
            shadow.end.push_back(at + decoded.size);
        } else if (!shadow.end.empty()) {
            shadow.end.back() = at + decoded.size; // goes with what it stands behind
        }
        at += decoded.size;
    }
    return shadow;
}

} // namespace tandem::bot
