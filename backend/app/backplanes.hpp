#pragma once

#include "backend/app/config.hpp"
#include "backend/backplane/backplane.hpp"
#include "shared/base/random.hpp"

#include <memory>

namespace tandem::app {

// Opens the backplane that the configuration names, for the process `node`. It is usable at once, whether
// or not other nodes can be reached. Throws std::runtime_error with a sentence for the operator.
[[nodiscard]] std::unique_ptr<backplane::Backplane> open_backplane(
    const Config& config, const NodeId& node, asio::io_context& loop, const Clock& clock, Random& random
);

} // namespace tandem::app
