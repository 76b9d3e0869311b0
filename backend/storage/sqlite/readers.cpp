#include "backend/storage/sqlite/readers.hpp"

namespace tandem::storage::sqlite {

Readers::Readers(const std::filesystem::path& file, unsigned threads, std::size_t queue_limit)
    : queue_limit_(queue_limit),
      pool_(threads)
{
    for (unsigned i = 0; i < threads; ++i)
        free_.push_back(std::make_unique<ReadConnection>(file));
}

void Readers::stop()
{
    {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        left_.wait(lock, [this] { return taken_ == 0; });
    }
    pool_.join();
    const std::lock_guard lock(mutex_);
    free_.clear();
}

Result<void> Readers::enter()
{
    const std::lock_guard lock(mutex_);
    if (stopping_) return fail(Errc::unavailable, "the archive is closing");
    if (taken_ >= queue_limit_) return fail(Errc::overloaded, "too many reads wait");
    ++taken_;
    return {};
}

void Readers::leave()
{
    const std::lock_guard lock(mutex_);
    --taken_;
    left_.notify_all();
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
