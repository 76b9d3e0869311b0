#pragma once

#include "backend/storage/archive.hpp"
#include "backend/storage/directory.hpp"

#include <QString>
#include <memory>

namespace tandem::test {

// An implementation of Archive and Directory with an empty database of its own.
class StoreUnderTest
{
public:
    virtual ~StoreUnderTest() = default;
    [[nodiscard]] virtual storage::Archive& archive() = 0;
    [[nodiscard]] virtual storage::Directory& directory() = 0;

    virtual void stop() = 0;

    // Closes it and opens it again on the same database, as a new process would.
    virtual void reopen() = 0;
};

// Adds one data row for each implementation, with its name in the column "store".
void add_store_rows();

// The store that the current row names.
[[nodiscard]] std::unique_ptr<StoreUnderTest> make_store();

} // namespace tandem::test
