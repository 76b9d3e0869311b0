#pragma once

#include "backend/storage/sqlite/write_connection.hpp"
#include "backend/util/asio.hpp"
#include "shared/base/time.hpp"

#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace tandem::storage::sqlite {

// One piece of work for the writer.
class WriteJob
{
public:
    virtual ~WriteJob() = default;

    // On the writer's thread, inside a transaction. Either it does all of its changes or none, or it
    // throws; then everything is taken back and it may be run once more, alone.
    virtual void run(WriteConnection& connection) = 0;

    // On the writer's thread, once the transaction is durable or has failed. Must not throw.
    virtual void finish(const std::optional<Error>& failure) = 0;

    bool patient = false; // may wait a little for others to share its transaction with
    SteadyTime submitted{};
};

// The thread that owns the writing connection. All jobs that wait when one transaction has committed share
// the next: under load the cost of the fsync is divided by the number of jobs, and without load nobody
// waits for company but those that are patient.
//
// Thread-safe. Whoever awaits a write must be done before the writer is destroyed.
class Writer
{
public:
    Writer(std::unique_ptr<WriteConnection> connection, std::size_t batch_limit, std::size_t queue_limit);
    ~Writer() { stop(); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Runs `fn`, which returns a Result, in a transaction; resumes on the caller's executor when it is
    // durable. A `fn` that returns an error must have changed nothing; one that throws is taken back,
    // without harm to the others of its transaction. It may run twice. Errors besides its own: unavailable
    // (the database failed; after a failed commit it may or may not be stored), overloaded (too many wait;
    // not stored), internal (a fault in this job alone; not stored).
    template <class Fn>
    [[nodiscard]] Task<std::invoke_result_t<Fn&, WriteConnection&>> write(Fn fn, bool patient = false);

    // Finishes what was taken, then ends the thread. Later writes fail with `unavailable`. Idempotent.
    void stop();

private:
    // Answers through `finish`, also when it refuses.
    void submit(std::unique_ptr<WriteJob> job);
    std::optional<Error> refuse(std::unique_ptr<WriteJob>& job);

    void work();
    std::vector<std::unique_ptr<WriteJob>> take_batch();
    void settle(std::span<const std::unique_ptr<WriteJob>> batch);
    std::optional<Error> commit(std::span<const std::unique_ptr<WriteJob>> batch);

    const std::unique_ptr<WriteConnection> connection_;
    const std::size_t batch_limit_;
    const std::size_t queue_limit_;

    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<std::unique_ptr<WriteJob>> waiting_; // guarded by mutex_
    std::size_t urgent_ = 0;                        // of them, not patient; guarded by mutex_
    bool stopping_ = false;                         // guarded by mutex_
    std::once_flag joined_;
    std::thread thread_; // last: uses all of the above
};

template <class Result, class Fn, class Handler>
class WriteJobFor final : public WriteJob
{
public:
    WriteJobFor(Fn fn, asio::any_io_executor home, Handler handler)
        : fn_(std::move(fn)),
          home_(std::move(home)),
          handler_(std::move(handler))
    {}

    void run(WriteConnection& connection) override { result_ = fn_(connection); }

    void finish(const std::optional<Error>& failure) override
    {
        if (failure) result_ = std::unexpected(*failure);
        asio::post(home_, [handler = std::move(handler_), result = std::move(result_)]() mutable {
            handler(std::move(result));
        });
    }

private:
    Fn fn_;
    asio::any_io_executor home_;
    Handler handler_;
    Result result_ = std::unexpected(Error(Errc::internal, "not run"));
};

template <class Fn>
Task<std::invoke_result_t<Fn&, WriteConnection&>> Writer::write(Fn fn, bool patient)
{
    using R = std::invoke_result_t<Fn&, WriteConnection&>;
    auto home = co_await asio::this_coro::executor;
    auto start = [this, &home, &fn, patient](auto handler) {
        using Job = WriteJobFor<R, Fn, decltype(handler)>;
        auto job = std::make_unique<Job>(std::move(fn), std::move(home), std::move(handler));
        job->patient = patient;
        submit(std::move(job));
    };
    co_return co_await asio::async_initiate<decltype(use_task), void(R)>(start, use_task);
}

} // namespace tandem::storage::sqlite
