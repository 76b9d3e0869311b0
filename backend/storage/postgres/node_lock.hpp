#pragma once

#include "backend/storage/postgres/postgres_store.hpp"

#include <functional>
#include <memory>
#include <string>

namespace tandem::storage {

// Who may run nodes on a PostgreSQL database: one node by itself, or many that hear of each other. A lock
// in the database, held by a connection of its own for as long as the object lives, says which; it is gone
// when the process is.
class NodeLock
{
public:
    enum class Company {
        none, // this node hears of no other, so there may be none
        some, // this node hears of others that say the same
    };

    virtual ~NodeLock() = default;
};

// Takes the lock; for some seconds if another has it, for that one may just have died. When the database
// was away and somebody else has got the lock meanwhile, `on_lost` is called, once, on a thread of the
// lock's: this node must not go on. Throws std::runtime_error with a sentence for the operator.
[[nodiscard]] std::unique_ptr<NodeLock> create_node_lock(
    const PostgresSettings& settings, NodeLock::Company company, std::function<void()> on_lost
);

} // namespace tandem::storage
