#include "shared/text/clean.hpp"

#include "shared/text/utf8.hpp"

#include <unicode/uchar.h>

namespace tandem::text {

namespace {

constexpr int max_marks = 8;
constexpr char32_t zwnj = 0x200C;
constexpr char32_t zwj = 0x200D;

bool has(char32_t c, UProperty property)
{
    return u_hasBinaryProperty(static_cast<UChar32>(c), property) != 0;
}

bool is_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

bool is_mark(char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0; }

bool is_letter(char32_t c) { return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0; }

bool is_pictograph(char32_t c)
{
    return c >= 0x80 && (has(c, UCHAR_EXTENDED_PICTOGRAPHIC) || has(c, UCHAR_EMOJI_MODIFIER));
}

bool never_kept(char32_t c)
{
    if (c < 0x20) return c != '\t' && c != '\n';
    if (c < 0x7F) return false;
    if (c < 0xA0) return true;
    if (U_IS_UNICODE_NONCHAR(static_cast<UChar32>(c))) return true;
    // Covers zero-width, bidirectional and tag characters, fillers, and what Unicode reserves for more of
    // them.
    return has(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && !has(c, UCHAR_VARIATION_SELECTOR);
}

// Takes one code point after the other and keeps what may stay. Every decision depends on what was kept
// before, never on what was removed: that is what makes cleaning idempotent.
class Cleaner
{
public:
    explicit Cleaner(std::size_t size) { out_.reserve(size); }

    void take(char32_t c)
    {
        if (c == zwj || c == zwnj) {
            if (joiner_ == 0) joiner_ = c;
            return;
        }
        if (never_kept(c)) return;

        const bool mark = c >= 0x80 && is_mark(c);
        if (mark && ++marks_ > max_marks) return;
        const bool letter = !mark && is_letter(c);
        const bool pictograph = !mark && is_pictograph(c);
        if (joiner_ != 0) place_joiner(letter || mark, pictograph);
        if (!mark) {
            marks_ = 0;
            after_letter_ = letter;
            after_pictograph_ = pictograph;
        }
        keep(c);
    }

    std::string finish() &&
    {
        out_.resize(end_);
        return std::move(out_);
    }

private:
    // A joiner waits until what follows it is known.
    void place_joiner(bool before_letter, bool before_pictograph)
    {
        if ((after_letter_ && before_letter) || (joiner_ == zwj && after_pictograph_ && before_pictograph))
            append_utf8(out_, joiner_);
        joiner_ = 0;
    }

    void keep(char32_t c)
    {
        const bool space = is_space(c);
        if (space && out_.empty()) return;
        append_utf8(out_, c);
        if (!space) end_ = out_.size();
    }

    std::string out_;
    std::size_t end_ = 0; // behind the last character that is not white space
    char32_t joiner_ = 0;
    int marks_ = 0;
    bool after_letter_ = false;
    bool after_pictograph_ = false;
};

} // namespace

std::string clean(std::string_view utf8)
{
    Cleaner cleaner(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const Decoded next = decode_utf8(utf8, at);
        at += next.size;
        if (next.code_point == '\r') {
            if (at >= utf8.size() || utf8[at] != '\n') cleaner.take('\n');
            continue;
        }
        cleaner.take(next.code_point);
    }
    return std::move(cleaner).finish();
}

} // namespace tandem::text
