#pragma once

#include "backend/storage/admission.hpp"
#include "backend/storage/sqlite/archive_reads.hpp"
#include "backend/storage/sqlite/connection.hpp"
#include "backend/storage/sqlite/directory_statements.hpp"
#include "backend/util/offload.hpp"

#include <filesystem>
#include <memory>
#include <mutex>

namespace tandem::storage::sqlite {

// A reading connection with its prepared statements. One thread at a time.
struct ReadConnection
{
    explicit ReadConnection(const std::filesystem::path& file)
        : database(open_for_reading(file)),
          archive(database),
          directory(database)
    {}

    SQLite::Database database;
    ArchiveReads archive;
    DirectoryReads directory;
};

// Threads that read, each with a connection. Thread-safe. Whoever awaits a read must be done before this is
// destroyed.
class Readers
{
public:
    // Throws SQLite::Exception.
    Readers(const std::filesystem::path& file, unsigned threads, std::size_t queue_limit);
    ~Readers() { stop(); }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    // Runs `fn`, which returns a Result, on one of the threads and resumes on the caller's executor. Errors
    // besides those of `fn`: unavailable, overloaded (too many wait), internal.
    template <class Fn>
    [[nodiscard]] Task<std::invoke_result_t<Fn&, ReadConnection&>> read(Fn fn);

    // Finishes what was taken, then ends the threads. Later reads fail with `unavailable`. Idempotent.
    void stop();

private:
    // There are as many connections as threads, so one is always free for who runs on a thread.
    [[nodiscard]] std::unique_ptr<ReadConnection> borrow();
    void give_back(std::unique_ptr<ReadConnection> connection);

    Admission admission_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<ReadConnection>> free_; // guarded by mutex_
    asio::thread_pool pool_;                            // last: uses all of the above
};

template <class Fn>
Task<std::invoke_result_t<Fn&, ReadConnection&>> Readers::read(Fn fn)
{
    using R = std::invoke_result_t<Fn&, ReadConnection&>;
    if (const auto entered = admission_.enter(); !entered) co_return fail(entered);
    co_return co_await offload(pool_, [this, fn = std::move(fn)]() mutable -> R {
        auto connection = borrow();
        R result = std::unexpected(Error(Errc::internal, "not run"));
        try {
            result = fn(*connection);
        } catch (const SQLite::Exception& error) {
            result = std::unexpected(to_error(error));
        } catch (const std::exception& error) {
            result = std::unexpected(Error(Errc::internal, error.what()));
        }
        give_back(std::move(connection));
        admission_.leave();
        return result;
    });
}

} // namespace tandem::storage::sqlite
