#pragma once

#include "shared/base/time.hpp"

#include <string>

namespace tandem {

// The day of a moment in UTC as ISO 8601 writes it: 2026-11-30. Such dates compare as text.
[[nodiscard]] std::string iso_date(WallTime at);

} // namespace tandem
