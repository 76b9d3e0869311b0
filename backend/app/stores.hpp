#pragma once

#include "backend/app/config.hpp"
#include "backend/storage/postgres/node_lock.hpp"
#include "backend/storage/store.hpp"

#include <functional>
#include <memory>

namespace tandem::app {

// Whether another process may work on the same data.
enum class Sharing {
    alone,  // a node, the only one on a SQLite file
    beside, // a short command of an operator, while a node may be running
};

// Opens the store that the configuration names. Throws std::runtime_error with a sentence for the operator.
[[nodiscard]] std::unique_ptr<storage::Store> open_store(const Config& config, Sharing sharing);

// Makes sure that no node works on the same database without hearing of the others; null where the store
// itself sees to that. `on_lost` as in create_node_lock(). Throws std::runtime_error likewise.
[[nodiscard]] std::unique_ptr<storage::NodeLock>
lock_nodes(const Config& config, std::function<void()> on_lost);

} // namespace tandem::app
