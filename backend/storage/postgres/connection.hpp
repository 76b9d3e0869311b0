#pragma once

#include "backend/storage/postgres/watchdog.hpp"

#include <memory>
#include <string>

namespace pqxx {
class connection_base;
}

namespace tandem::storage::postgres {

struct ConnectionSettings
{
    std::string url;      // as libpq reads it, without a password
    std::string password; // empty: none, or what libpq finds by itself (.pgpass)
    Millis connect{3'000};
    Millis statement{5'000}; // and whatever else may keep a transaction waiting, but
    Millis lock{2'000};      // for a lock
};

// An open connection to a server that was found fit. One thread at a time; after a failure with
// Remedy::reconnect it is good for nothing but to be destroyed.
class Connection
{
public:
    // Throws UnfitServer with a sentence for the operator, or what libpqxx throws.
    Connection(const ConnectionSettings& settings, Watchdog& watchdog);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] pqxx::connection_base& get() { return *connection_; }
    [[nodiscard]] bool usable() const;

    // For statements that others rely on quickly. While it lives, a silent server ends the connection.
    [[nodiscard]] Watchdog::Guard guard();

    // For migrations, which may take their time.
    void lift_limits();

    // Plans once and for all, for statements on few rows by their keys: what the tables looked like when
    // the plan was made does not matter, and planning costs more than running.
    void plan_by_keys();

private:
    void prepare_session();

    const ConnectionSettings settings_;
    Watchdog& watchdog_;
    // The base class has no virtual destructor.
    std::unique_ptr<pqxx::connection_base, void (*)(pqxx::connection_base*)> connection_;
};

} // namespace tandem::storage::postgres
