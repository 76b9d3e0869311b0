#pragma once

#include "backend/storage/archive.hpp"
#include "backend/storage/directory.hpp"

namespace tandem::storage {

// One database with all that is kept in it. Each engine has its factory (sqlite/sqlite_store.hpp,
// postgres/postgres_store.hpp).
class Store
{
public:
    virtual ~Store() = default;
    [[nodiscard]] virtual Archive& archive() = 0;
    [[nodiscard]] virtual Directory& directory() = 0;

    // Lets appends that were taken finish, then joins the threads. Later calls fail with `unavailable`.
    // Idempotent.
    virtual void stop() = 0;
};

} // namespace tandem::storage
