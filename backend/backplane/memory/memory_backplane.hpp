#pragma once

#include "backend/backplane/backplane.hpp"

namespace tandem::backplane {

// In this process: what a single node needs, and all it needs.
[[nodiscard]] std::unique_ptr<Backplane>
create_memory_backplane(asio::any_io_executor executor, const Clock& clock);

} // namespace tandem::backplane
