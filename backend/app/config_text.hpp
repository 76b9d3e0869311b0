#pragma once

#include <string>

// Internal to the configuration.

namespace tandem::app {

// As an operator would write it: without a fraction when there is none.
[[nodiscard]] std::string number_text(double value);

} // namespace tandem::app
