#pragma once

#include <string>
#include <string_view>

namespace tandem::text {

// Makes foreign text safe to store and to show: removes C0 controls except tab and line feed (CR LF becomes LF), C1
// controls, bidirectional controls U+202A–202E and U+2066–2069, tag characters U+E0000–E007F, non-characters, zero-width
// characters except ZWJ and ZWNJ between letters or inside emoji sequences, and all but 8 combining marks per base
// character; trims white space at both ends. Takes and gives valid UTF-8. Idempotent: clean(clean(x)) == clean(x).
[[nodiscard]] std::string clean(std::string_view utf8);

} // namespace tandem::text
