#include "backend/app/stores.hpp"

#include "backend/storage/postgres/postgres_store.hpp"
#include "backend/storage/sqlite/sqlite_store.hpp"

namespace tandem::app {

std::unique_ptr<storage::Store> open_store(const Config& config, Sharing sharing)
{
    if (config.storage.engine == "postgres") {
        return storage::create_postgres_store(
            {.url = config.storage.postgres_url, .password = config.storage.postgres_password}
        );
    }
    const std::filesystem::path folder = config.storage.folder;
    std::filesystem::create_directories(folder);
    return storage::create_sqlite_store(
        {.file = folder / "tandem.sqlite", .exclusive = sharing == Sharing::alone}
    );
}

} // namespace tandem::app
