#pragma once

#include <string>
#include <string_view>

namespace tandem::net {

// True when every byte belongs to a well-formed sequence (Unicode 15, table 3-7: no surrogates, nothing
// overlong).
[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;

// Appends `bytes`, with U+FFFD for each maximal ill-formed part, as the Encoding standard decodes.
void append_as_utf8(std::string& out, std::string_view bytes);

} // namespace tandem::net
