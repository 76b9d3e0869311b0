#pragma once

#include <string>
#include <string_view>

namespace tandem::text {

// Makes foreign text safe to store and to show. Removes
//   - C0 controls except tab and line feed, DEL and C1 controls; CR LF and CR become LF
//   - bidirectional controls U+202A–202E and U+2066–2069
//   - tag characters U+E0000–E007F and non-characters
//   - zero-width and other invisible characters, except variation selectors, and except a joiner (ZWJ,
//   ZWNJ) between
//     letters or, for ZWJ, inside an emoji sequence
//   - all but 8 combining marks per base character
//   - white space at both ends
// Takes and gives valid UTF-8 (ill-formed bytes become U+FFFD). Idempotent: clean(clean(x)) == clean(x).
// Linear.
[[nodiscard]] std::string clean(std::string_view utf8);

} // namespace tandem::text
