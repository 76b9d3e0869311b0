#include "backend/app/stores.hpp"

#include "backend/storage/postgres/postgres_store.hpp"
#include "backend/storage/sqlite/sqlite_store.hpp"

namespace tandem::app {

namespace {

storage::PostgresSettings postgres_settings(const Config& config)
{
    return {.url = config.storage.postgres_url, .password = config.storage.postgres_password};
}

} // namespace

std::unique_ptr<storage::Store> open_store(const Config& config, Sharing sharing)
{
    if (config.storage.engine == "postgres") {
        return storage::create_postgres_store(postgres_settings(config));
    }
    const std::filesystem::path folder = config.storage.folder;
    std::filesystem::create_directories(folder);
    return storage::create_sqlite_store(
        {.file = folder / "tandem.sqlite", .exclusive = sharing == Sharing::alone}
    );
}

std::unique_ptr<storage::NodeLock> lock_nodes(const Config& config, std::function<void()> on_lost)
{
    if (config.storage.engine != "postgres") return nullptr;
    const auto company = config.backplane.engine == "redis" ? storage::NodeLock::Company::some
                                                            : storage::NodeLock::Company::none;
    return storage::create_node_lock(postgres_settings(config), company, std::move(on_lost));
}

} // namespace tandem::app
