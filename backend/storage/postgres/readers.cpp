#include "backend/storage/postgres/readers.hpp"

#include "backend/storage/postgres/failure.hpp"
#include "backend/storage/postgres/retry.hpp"

namespace tandem::storage::postgres {

Readers::Readers(const ConnectionSettings& connection, Watchdog& watchdog, const ReaderSettings& settings)
    : connection_settings_(connection),
      watchdog_(watchdog),
      settings_(settings),
      pool_(settings.threads)
{}

void Readers::stop()
{
    {
        std::unique_lock lock(mutex_);
        stopping_ = true;
        left_.wait(lock, [this] { return taken_ == 0; });
    }
    pool_.join();
    const std::lock_guard lock(mutex_);
    idle_.clear();
}

std::optional<Error> Readers::with_session(const std::function<void(Session&)>& fn)
{
    Retry retry(std::chrono::steady_clock::now() + settings_.patience);
    auto session = borrow();
    while (true) {
        try {
            if (!session)
                session =
                    std::make_unique<Session>(std::make_unique<Connection>(connection_settings_, watchdog_)
                    );
            {
                const auto watched = session->connection->guard();
                fn(*session);
            }
            give_back(std::move(session));
            return std::nullopt;
        } catch (const HasNul& error) {
            give_back(std::move(session));
            return Error(Errc::not_found, error.what());
        } catch (const std::exception& error) {
            const auto failure = failure_of(error, session && session->connection->usable());
            if (failure.remedy == Remedy::reconnect) session.reset();
            const auto wait = retry.next(failure.remedy, std::chrono::steady_clock::now(), system_random());
            if (!wait) {
                if (session) give_back(std::move(session));
                return failure.error;
            }
            std::this_thread::sleep_for(*wait);
        }
    }
}

Result<void> Readers::enter()
{
    const std::lock_guard lock(mutex_);
    if (stopping_) return fail(Errc::unavailable, "the archive is closing");
    if (taken_ >= settings_.queue_limit) return fail(Errc::overloaded, "too many reads wait");
    ++taken_;
    return {};
}

void Readers::leave()
{
    const std::lock_guard lock(mutex_);
    --taken_;
    left_.notify_all();
}

std::unique_ptr<Readers::Session> Readers::borrow()
{
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return nullptr;
    auto session = std::move(idle_.back());
    idle_.pop_back();
    return session;
}

void Readers::give_back(std::unique_ptr<Session> session)
{
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(session));
}

} // namespace tandem::storage::postgres
