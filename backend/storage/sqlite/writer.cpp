#include "backend/storage/sqlite/writer.hpp"

#include <algorithm>
#include <iterator>

namespace tandem::storage::sqlite {

namespace {

// How long a patient job waits for others.
constexpr Millis company{20};

} // namespace

Writer::Writer(
    std::unique_ptr<WriteConnection> connection, std::size_t batch_limit, std::size_t queue_limit
)
    : connection_(std::move(connection)),
      batch_limit_(batch_limit),
      queue_limit_(queue_limit),
      thread_([this] { work(); })
{}

void Writer::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    std::call_once(joined_, [this] { thread_.join(); });
}

void Writer::submit(std::unique_ptr<WriteJob> job)
{
    if (const auto refusal = refuse(job))
        job->finish(refusal);
    else
        more_.notify_one();
}

// Takes the job, or says why not and leaves it.
std::optional<Error> Writer::refuse(std::unique_ptr<WriteJob>& job)
{
    const std::lock_guard lock(mutex_);
    if (stopping_) return Error(Errc::unavailable, "the archive is closing");
    if (waiting_.size() >= queue_limit_) return Error(Errc::overloaded, "too many writes wait");
    job->submitted = std::chrono::steady_clock::now();
    if (!job->patient) ++urgent_;
    waiting_.push_back(std::move(job));
    return std::nullopt;
}

void Writer::work()
{
    for (auto batch = take_batch(); !batch.empty(); batch = take_batch()) {
        settle(batch);
        // After the answers, so that nobody waits for it.
        connection_->checkpoint_if_due();
    }
}

// Waits for work; empty when there is none and none will come.
std::vector<std::unique_ptr<WriteJob>> Writer::take_batch()
{
    std::unique_lock lock(mutex_);
    more_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (!waiting_.empty()) {
        more_.wait_until(lock, waiting_.front()->submitted + company, [this] {
            return stopping_ || urgent_ > 0 || waiting_.size() >= batch_limit_;
        });
    }
    const auto end =
        waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(batch_limit_, waiting_.size()));
    urgent_ -= static_cast<std::size_t>(std::count_if(waiting_.begin(), end, [](const auto& job) {
        return !job->patient;
    }));
    std::vector<std::unique_ptr<WriteJob>> batch(
        std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end)
    );
    waiting_.erase(waiting_.begin(), end);
    return batch;
}

void Writer::settle(std::span<const std::unique_ptr<WriteJob>> batch)
{
    const auto failure = commit(batch);
    // One of them is to blame, and the others shall not suffer: each again, alone. (A savepoint for each
    // would tell at once who it is, but costs every batch a copy of every page it changes.)
    const bool one_is_to_blame = failure && failure->code == Errc::internal && batch.size() > 1;
    for (const auto& job : batch)
        job->finish(one_is_to_blame ? commit({&job, 1}) : failure);
}

// Runs the jobs in one transaction. When it fails, nothing of it is stored, except that after a failed
// COMMIT the disk may have it or not. `internal` means that a job failed, anything else that the database
// did.
std::optional<Error> Writer::commit(std::span<const std::unique_ptr<WriteJob>> batch)
{
    std::optional<Error> failure;
    try {
        connection_->begin();
        for (const auto& job : batch)
            job->run(*connection_);
        connection_->commit();
    } catch (const SQLite::Exception& error) {
        failure = to_error(error);
    } catch (const std::exception& error) {
        failure = Error(Errc::internal, error.what());
    }
    if (failure) connection_->rollback();
    return failure;
}

} // namespace tandem::storage::sqlite
