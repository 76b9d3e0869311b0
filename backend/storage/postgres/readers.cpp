#include "backend/storage/postgres/readers.hpp"

#include "backend/storage/postgres/failure.hpp"
#include "backend/storage/postgres/retry.hpp"

namespace tandem::storage::postgres {

Readers::Readers(const ConnectionSettings& connection, Watchdog& watchdog, const ReaderSettings& settings)
    : connection_settings_(connection),
      watchdog_(watchdog),
      patience_(settings.patience),
      admission_(settings.queue_limit),
      pool_(settings.threads)
{}

void Readers::stop()
{
    admission_.close();
    pool_.join();
    const std::lock_guard lock(mutex_);
    idle_.clear();
}

std::optional<Error> Readers::with_session(const std::function<void(Session&)>& fn)
{
    Retry retry(std::chrono::steady_clock::now() + patience_);
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
