#include "backend/storage/postgres/node_lock.hpp"

#include "backend/storage/postgres/connection.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <thread>

namespace tandem::storage {

namespace {

constexpr Millis patience{8'000}; // with a lock that somebody has
constexpr Millis between_tries{250};
constexpr Millis look_every{3'000}; // whether it is still held

// Any number that nobody else uses in this database.
constexpr auto key = "x'74616e64656d'::bigint"; // "tandem"

class PostgresNodeLock final : public NodeLock
{
public:
    PostgresNodeLock(const PostgresSettings& settings, Company company, std::function<void()> on_lost)
        : settings_{.url = settings.url, .password = settings.password, .connect = settings.connect_limit},
          company_(company),
          on_lost_(std::move(on_lost))
    {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (!take()) {
            if (std::chrono::steady_clock::now() >= end) throw std::runtime_error(refusal());
            std::this_thread::sleep_for(between_tries);
        }
        thread_ = std::thread([this] { keep(); });
    }

    ~PostgresNodeLock() override
    {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    PostgresNodeLock(const PostgresNodeLock&) = delete;
    PostgresNodeLock& operator=(const PostgresNodeLock&) = delete;

private:
    // False when others have it in a way that does not go together with this.
    bool take()
    {
        if (!connection_ || !connection_->usable()) {
            connection_.reset();
            connection_.emplace(settings_, watchdog_);
        }
        const auto watched = connection_->guard();
        const std::string function =
            company_ == Company::some ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
        return pqxx::nontransaction(connection_->get())
            .exec1("SELECT " + function + "(" + key + ")")[0]
            .as<bool>();
    }

    [[nodiscard]] std::string refusal() const
    {
        if (company_ == Company::some) {
            return "Another node works on this database without hearing of others. Give all nodes "
                   "backplane.engine = \"redis\" and the same Redis.";
        }
        return "Another node works on this database. For several nodes give all of them "
               "backplane.engine = \"redis\" and the same Redis.";
    }

    void keep()
    {
        std::unique_lock lock(mutex_);
        while (!changed_.wait_for(lock, look_every, [this] { return stopping_; })) {
            lock.unlock();
            const bool lost = !still_held();
            if (lost) {
                on_lost_();
                return;
            }
            lock.lock();
        }
    }

    // A database that is away holds no lock for anybody; it is asked again.
    bool still_held()
    {
        try {
            if (connection_ && connection_->usable()) {
                const auto watched = connection_->guard();
                pqxx::nontransaction(connection_->get()).exec("SELECT 1");
                return true;
            }
            return take();
        } catch (const std::exception&) {
            connection_.reset();
            return true;
        }
    }

    postgres::ConnectionSettings settings_;
    Company company_;
    std::function<void()> on_lost_;
    postgres::Watchdog watchdog_;
    std::optional<postgres::Connection> connection_; // the constructor's, then the thread's

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false; // guarded by mutex_
    std::thread thread_;    // last: uses all of the above
};

} // namespace

std::unique_ptr<NodeLock>
create_node_lock(const PostgresSettings& settings, NodeLock::Company company, std::function<void()> on_lost)
{
    return std::make_unique<PostgresNodeLock>(settings, company, std::move(on_lost));
}

} // namespace tandem::storage
