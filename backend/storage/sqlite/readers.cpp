#include "backend/storage/sqlite/readers.hpp"

namespace tandem::storage::sqlite {

Readers::Readers(const std::filesystem::path& file, unsigned threads, std::size_t queue_limit)
    : admission_(queue_limit),
      pool_(threads)
{
    for (unsigned i = 0; i < threads; ++i)
        free_.push_back(std::make_unique<ReadConnection>(file));
}

void Readers::stop()
{
    admission_.close();
    pool_.join();
    const std::lock_guard lock(mutex_);
    free_.clear();
}

std::unique_ptr<ReadConnection> Readers::borrow()
{
    const std::lock_guard lock(mutex_);
    auto connection = std::move(free_.back());
    free_.pop_back();
    return connection;
}

void Readers::give_back(std::unique_ptr<ReadConnection> connection)
{
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(connection));
}

} // namespace tandem::storage::sqlite
