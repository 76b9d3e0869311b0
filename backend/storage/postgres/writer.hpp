#pragma once

#include "backend/storage/postgres/append_statements.hpp"
#include "backend/storage/postgres/connection.hpp"
#include "backend/storage/postgres/failure.hpp"
#include "backend/util/asio.hpp"

#include <boost/asio/post.hpp>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <set>
#include <thread>

namespace tandem::storage::postgres {

struct WriterSettings
{
    unsigned lanes = 3;               // connections that write
    std::size_t batch_limit = 256;    // appends that share one transaction at most
    std::size_t queue_limit = 10'000; // waiting appends; beyond it `overloaded` at once
    Millis queue_patience{5'000};     // how long an append may wait for its turn
    Millis retry_patience{2'000};     // how long an append may take when the database is away
    Millis company{20};               // how long a patient append waits for others
};

// Takes appends into batches and stores each batch in one transaction, on several connections at once.
//
// - An append goes at once when nothing is being written; otherwise it shares the next batch. A second
//   batch beside the first one starts only when it is large or has waited for long: small batches side by
//   side would cost more and be no earlier, for the disk syncs one after the other.
// - A patient append goes with the next that is not, or alone when none comes.
// - A conversation is in at most one batch at a time, and once in it. So no two batches of a node wait for
//   each other, and nobody has to decide within a batch what its members do to each other.
// - A lost connection leaves a commit in doubt. The batch is written again on a new connection, carefully:
//   what was stored after all is recognised by its append_id.
//
// Thread-safe. Whoever awaits a write must be done before the writer is destroyed.
class Writer
{
public:
    // Opens the first connection when it is needed.
    Writer(const ConnectionSettings& connection, Watchdog& watchdog, const WriterSettings& settings);
    ~Writer() { stop(); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Resumes on the caller's executor. Errors: those of Archive::append and create; overloaded and
    // deadline_exceeded mean that it was not tried.
    [[nodiscard]] Task<Result<Appended>> write(PreparedAppend append, bool creation);

    // Finishes what was taken, then ends the threads. Later writes fail with `unavailable`. Idempotent.
    void stop();

private:
    using Done = std::move_only_function<void(Result<Appended>)>;

    struct Job
    {
        WriteRequest request;
        std::vector<std::string> keys; // what it must have for itself
        SteadyTime submitted;
        Done done;
    };
    using Batch = std::list<Job>;

    // A thread with its connection.
    struct Lane
    {
        std::unique_ptr<Connection> connection;
        std::unique_ptr<AppendStatements> statements;
        std::thread thread;
    };

    // How one try went: all are answered, or rows of others were in the way, or something failed.
    struct Attempt
    {
        bool stored = false;
        std::optional<Failure> failure;
    };

    // Answers through `done`, also when it refuses.
    void submit(Job job);
    std::optional<Error> refuse(Job& job);

    void work(Lane& lane);
    Batch take_batch();
    [[nodiscard]] static bool is_patient(const Job& job) { return job.request.append.request.patient; }
    [[nodiscard]] bool is_due(SteadyTime now) const;
    Batch pick(SteadyTime now, Batch& late);
    void release(const Batch& batch);

    void settle(Lane& lane, Batch& batch);
    void settle_one_by_one(Lane& lane, Batch& batch);
    Attempt try_to_store(Lane& lane, Batch& batch, bool carefully);
    void open(Lane& lane);

    const ConnectionSettings connection_settings_;
    Watchdog& watchdog_;
    const WriterSettings settings_;

    std::mutex mutex_;
    std::condition_variable more_;
    Batch waiting_;               // guarded by mutex_
    std::set<std::string> taken_; // keys of the batches in flight; guarded by mutex_
    unsigned in_flight_ = 0;      // guarded by mutex_
    bool stopping_ = false;       // guarded by mutex_
    std::once_flag joined_;
    std::list<Lane> lanes_; // last: use all of the above
};

} // namespace tandem::storage::postgres
