#pragma once

#include <string>
#include <string_view>

namespace tandem {

// Base64 with the URL alphabet, without padding (RFC 4648 section 5).
[[nodiscard]] std::string base64url(std::string_view bytes);

// Lower-case hexadecimal digits.
[[nodiscard]] std::string hex(std::string_view bytes);

// SHA-256 (FIPS 180-4) as 64 hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// Compares in time that depends on the lengths alone.
[[nodiscard]] bool equal_constant_time(std::string_view a, std::string_view b) noexcept;

} // namespace tandem
