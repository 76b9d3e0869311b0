#include "backend/storage/sqlite/writer.hpp"

namespace tandem::storage::sqlite {

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
    waiting_.push_back(std::move(job));
    return std::nullopt;
}

void Writer::work()
{
    for (auto batch = take_batch(); !batch.empty(); batch = take_batch()) {
        const auto failure = commit(batch);
        for (const auto& job : batch) {
            if (job) job->finish(failure);
        }
        // After the answers, so that nobody waits for it.
        connection_->checkpoint_if_due();
    }
}

// Waits for work; empty when there is none and none will come.
std::deque<std::unique_ptr<WriteJob>> Writer::take_batch()
{
    std::unique_lock lock(mutex_);
    more_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    std::deque<std::unique_ptr<WriteJob>> batch;
    while (!waiting_.empty() && batch.size() < batch_limit_) {
        batch.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return batch;
}

std::optional<Error> Writer::commit(std::deque<std::unique_ptr<WriteJob>>& batch)
{
    try {
        connection_->begin();
        for (auto& job : batch)
            run_alone(job);
        connection_->commit();
        return std::nullopt;
    } catch (const SQLite::Exception& error) {
        connection_->rollback();
        return to_error(error);
    } catch (const std::exception& error) {
        connection_->rollback();
        return Error(Errc::unavailable, error.what());
    }
}

// A job that fails for a reason of its own is answered here and takes nobody with it. A failure of the
// database is everybody's and goes up.
void Writer::run_alone(std::unique_ptr<WriteJob>& job)
{
    std::optional<Error> failure;
    connection_->mark();
    try {
        if (!job->run(*connection_)) connection_->back_to_mark();
    } catch (const SQLite::Exception& error) {
        if (!concerns_statement_only(error)) throw;
        failure = to_error(error);
    } catch (const std::exception& error) {
        failure = Error(Errc::internal, error.what());
    }
    if (failure) {
        connection_->back_to_mark();
        job->finish(failure);
        job.reset();
    }
    connection_->drop_mark();
}

} // namespace tandem::storage::sqlite
