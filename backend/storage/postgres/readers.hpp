#pragma once

#include "backend/storage/admission.hpp"
#include "backend/storage/postgres/archive_reads.hpp"
#include "backend/storage/postgres/connection.hpp"
#include "backend/storage/postgres/directory_statements.hpp"
#include "backend/util/offload.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace tandem::storage::postgres {

struct ReaderSettings
{
    unsigned threads = 2;             // each with a connection
    std::size_t queue_limit = 10'000; // waiting calls; beyond it `overloaded` at once
    Millis patience{2'000};           // how long a call may take when the database is away
};

// Connections for everything but appends, each on a thread of its own: what is asked, and the rare changes
// of the directory. A call whose connection is lost is repeated on a new one; so it must not matter when it
// runs twice. Thread-safe. Whoever awaits a call must be done before this is destroyed.
class Readers
{
public:
    // What a call may use: a connection with its prepared statements.
    struct Session
    {
        explicit Session(std::unique_ptr<Connection> c)
            : connection(std::move(c)),
              archive(connection->get()),
              directory(connection->get())
        {}

        std::unique_ptr<Connection> connection;
        ArchiveReads archive;
        DirectoryStatements directory;
    };

    Readers(const ConnectionSettings& connection, Watchdog& watchdog, const ReaderSettings& settings);
    ~Readers() { stop(); }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    // Runs `fn`, which returns a Result, on one of the threads and resumes on the caller's executor. Errors
    // besides those of `fn`: unavailable, overloaded, internal; not_found when it names something with
    // U+0000, for nothing is called so.
    template <class Fn>
    [[nodiscard]] Task<std::invoke_result_t<Fn&, Session&>> call(Fn fn);

    // Runs `fn` on the caller's thread, with a time limit for each call. Throws nothing; what went wrong is
    // the answer.
    [[nodiscard]] std::optional<Error> with_session(const std::function<void(Session&)>& fn);

    // Finishes what was taken, then ends the threads. Later calls fail with `unavailable`. Idempotent.
    void stop();

private:
    // An idle session, or null when a new one is to be opened.
    [[nodiscard]] std::unique_ptr<Session> borrow();
    void give_back(std::unique_ptr<Session> session);

    const ConnectionSettings connection_settings_;
    Watchdog& watchdog_;
    const Millis patience_;
    Admission admission_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Session>> idle_; // guarded by mutex_
    asio::thread_pool pool_;                     // last: uses all of the above
};

template <class Fn>
Task<std::invoke_result_t<Fn&, Readers::Session&>> Readers::call(Fn fn)
{
    using R = std::invoke_result_t<Fn&, Session&>;
    if (const auto entered = admission_.enter(); !entered) co_return fail(entered);
    co_return co_await offload(pool_, [this, fn = std::move(fn)]() mutable -> R {
        R result = std::unexpected(Error(Errc::internal, "not run"));
        const auto error = with_session([&](Session& session) { result = fn(session); });
        if (error) result = std::unexpected(*error);
        admission_.leave();
        return result;
    });
}

} // namespace tandem::storage::postgres
