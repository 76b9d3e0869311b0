#include "backend/storage/postgres/writer.hpp"

#include "backend/storage/postgres/retry.hpp"
#include "backend/util/log.hpp"

#include <algorithm>

namespace tandem::storage::postgres {

namespace {

// When a batch is worth a connection of its own beside another in flight.
constexpr std::size_t worthwhile = 32;
constexpr Millis long_wait{10};

// How often rows of others may be in the way. Once they have been looked at, they hardly are again.
constexpr int most_conflicts = 5;

std::int64_t random_id()
{
    std::int64_t id = 0;
    system_random().fill(std::as_writable_bytes(std::span(&id, 1)));
    return id;
}

std::vector<std::string> keys_of(const PreparedAppend& append, bool creation)
{
    std::vector<std::string> keys{append.request.conversation_id.value};
    if (!creation) return keys;
    // Two creations with the same name must not pass each other. A name is no conversation's id.
    const auto& first = append.request.drafts.front();
    if (first.client_msg_id) {
        keys.push_back(
            std::get<ConversationCreated>(first.data).customer.id.value + '\n' + first.client_msg_id->value
        );
    }
    return keys;
}

} // namespace

Writer::Writer(const ConnectionSettings& connection, Watchdog& watchdog, const WriterSettings& settings)
    : connection_settings_(connection),
      watchdog_(watchdog),
      settings_(settings)
{
    for (unsigned i = 0; i < settings_.lanes; ++i) {
        auto& lane = lanes_.emplace_back();
        lane.thread = std::thread([this, &lane] { work(lane); });
    }
}

void Writer::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    std::call_once(joined_, [this] {
        for (auto& lane : lanes_)
            lane.thread.join();
    });
}

Task<Result<Appended>> Writer::write(PreparedAppend append, bool creation)
{
    auto home = co_await asio::this_coro::executor;
    auto keys = keys_of(append, creation);
    Job job{
        .request = {.append = std::move(append), .creation = creation, .append_id = random_id()},
        .keys = std::move(keys),
        .submitted = std::chrono::steady_clock::now(),
        .done = {},
    };
    auto start = [this, &home, &job](auto handler) {
        job.done = [home, handler = std::move(handler)](Result<Appended> result) mutable {
            asio::post(home, [handler = std::move(handler), result = std::move(result)]() mutable {
                handler(std::move(result));
            });
        };
        submit(std::move(job));
    };
    co_return co_await asio::async_initiate<decltype(use_task), void(Result<Appended>)>(start, use_task);
}

// ---- the queue

void Writer::submit(Job job)
{
    if (const auto refusal = refuse(job)) job.done(std::unexpected(*refusal));
}

// Takes the job, or says why not and leaves it.
std::optional<Error> Writer::refuse(Job& job)
{
    const std::lock_guard lock(mutex_);
    if (stopping_) return Error(Errc::unavailable, "the archive is closing");
    if (waiting_.size() >= settings_.queue_limit) return Error(Errc::overloaded, "too many writes wait");
    waiting_.push_back(std::move(job));
    // Otherwise somebody is awake who will look.
    const bool at_once = in_flight_ == 0 && !is_patient(waiting_.back());
    if (at_once || waiting_.size() == 1 || waiting_.size() == worthwhile) more_.notify_one();
    return std::nullopt;
}

void Writer::work(Lane& lane)
{
    for (auto batch = take_batch(); !batch.empty(); batch = take_batch()) {
        settle(lane, batch);
        release(batch);
    }
}

bool Writer::is_due(SteadyTime now) const
{
    if (waiting_.empty()) return false;
    if (stopping_ || waiting_.size() >= worthwhile) return true;
    const auto urgent = std::ranges::find_if_not(waiting_, is_patient);
    if (urgent != waiting_.end()) return in_flight_ == 0 || now - urgent->submitted >= long_wait;
    return now - waiting_.front().submitted >= settings_.company;
}

// Waits for work; empty when there is none and none will come.
Writer::Batch Writer::take_batch()
{
    Batch late;
    std::unique_lock lock(mutex_);
    while (true) {
        const auto now = std::chrono::steady_clock::now();
        Batch batch;
        if (is_due(now)) batch = pick(now, late);
        if (!late.empty()) {
            lock.unlock();
            for (auto& job : late)
                job.done(fail(Errc::deadline_exceeded, "waited too long for the database"));
            late.clear();
            lock.lock();
        }
        if (!batch.empty()) {
            ++in_flight_;
            return batch;
        }
        if (stopping_ && waiting_.empty()) return {};
        if (waiting_.empty())
            more_.wait(lock);
        else
            more_.wait_for(lock, long_wait);
    }
}

// Those whose turn it is, in their order. Moves aside those who have waited too long.
Writer::Batch Writer::pick(SteadyTime now, Batch& late)
{
    Batch batch;
    for (auto job = waiting_.begin(); job != waiting_.end() && batch.size() < settings_.batch_limit;) {
        const auto next = std::next(job);
        const auto is_taken = [this](const std::string& key) { return taken_.contains(key); };
        if (now - job->submitted > settings_.queue_patience) {
            late.splice(late.end(), waiting_, job);
        } else if (std::ranges::none_of(job->keys, is_taken)) {
            taken_.insert(job->keys.begin(), job->keys.end());
            batch.splice(batch.end(), waiting_, job);
        }
        job = next;
    }
    return batch;
}

void Writer::release(const Batch& batch)
{
    const std::lock_guard lock(mutex_);
    for (const auto& job : batch) {
        for (const auto& key : job.keys)
            taken_.erase(key);
    }
    --in_flight_;
    if (stopping_) more_.notify_all();
}

// ---- a batch

void Writer::settle(Lane& lane, Batch& batch)
{
    Retry retry(batch.front().submitted + settings_.retry_patience);
    int conflicts = 0;
    for (bool carefully = false;; carefully = true) {
        const auto attempt = try_to_store(lane, batch, carefully);
        if (attempt.stored) return;
        if (!attempt.failure && ++conflicts < most_conflicts) continue;
        const auto failure = attempt.failure.value_or(
            Failure{Remedy::give_up, Error(Errc::unavailable, "too many collisions")}
        );
        if (failure.remedy == Remedy::blame && batch.size() > 1) return settle_one_by_one(lane, batch);
        const auto wait = retry.next(failure.remedy, std::chrono::steady_clock::now(), system_random());
        if (!wait) {
            for (auto& job : batch)
                job.done(std::unexpected(failure.error));
            return;
        }
        std::this_thread::sleep_for(*wait);
    }
}

// One of them is to blame, and the others shall not suffer.
void Writer::settle_one_by_one(Lane& lane, Batch& batch)
{
    Batch done;
    while (!batch.empty()) {
        Batch one;
        one.splice(one.end(), batch, batch.begin());
        settle(lane, one);
        done.splice(done.end(), one);
    }
    batch.swap(done);
}

Writer::Attempt Writer::try_to_store(Lane& lane, Batch& batch, bool carefully)
{
    std::vector<const WriteRequest*> requests;
    for (const auto& job : batch)
        requests.push_back(&job.request);
    std::optional<std::vector<Result<Appended>>> answers;
    try {
        if (!lane.connection) open(lane);
        const auto watched = lane.connection->guard();
        answers = lane.statements->store(requests, carefully);
    } catch (const std::exception& error) {
        auto failure = failure_of(error, lane.connection && lane.connection->usable());
        if (failure.remedy == Remedy::reconnect) {
            lane.statements.reset();
            lane.connection.reset();
        }
        return {.stored = false, .failure = std::move(failure)};
    }
    if (!answers) return {};
    auto answer = answers->begin();
    for (auto& job : batch)
        job.done(std::move(*answer++));
    return {.stored = true, .failure = {}};
}

void Writer::open(Lane& lane)
{
    auto connection = std::make_unique<Connection>(connection_settings_, watchdog_);
    connection->plan_by_keys();
    lane.statements = std::make_unique<AppendStatements>(connection->get());
    lane.connection = std::move(connection);
}

} // namespace tandem::storage::postgres
