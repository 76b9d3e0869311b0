#include "backend/storage/postgres/migrations.hpp"

#include "backend/util/log.hpp"
#include "shared/base/random.hpp"

#include <chrono>
#include <pqxx/pqxx>
#include <stdexcept>

namespace tandem::storage::postgres {

namespace {

// "Tandem" in ASCII: the advisory lock of whoever changes the schema.
constexpr std::int64_t schema_lock = 0x54616e64656d;

constexpr int quarters_ahead = 8;

// Holds the lock for as long as it lives. The server frees it when the connection ends, however it ends.
class SchemaLock
{
public:
    explicit SchemaLock(pqxx::connection_base& connection) : connection_(connection)
    {
        pqxx::nontransaction(connection_).exec("SELECT pg_advisory_lock(" + number() + ")");
    }
    ~SchemaLock()
    {
        try {
            pqxx::nontransaction(connection_).exec("SELECT pg_advisory_unlock(" + number() + ")");
        } catch (const std::exception&) { // the connection is gone, and the lock with it
        }
    }
    SchemaLock(const SchemaLock&) = delete;
    SchemaLock& operator=(const SchemaLock&) = delete;

private:
    static std::string number() { return std::to_string(schema_lock); }

    pqxx::connection_base& connection_;
};

struct Found
{
    int version = 0;      // 0 for an empty schema
    int oldest_build = 0; // what a build must know to work with it
};

Found read_version(pqxx::connection_base& connection)
{
    pqxx::nontransaction session(connection);
    // Asked first, because IF NOT EXISTS alone wants the right to make it even when it exists.
    if (session.exec1("SELECT to_regnamespace('tandem') IS NULL")[0].as<bool>())
        session.exec("CREATE SCHEMA tandem");
    if (session.exec1("SELECT to_regclass('tandem.schema_version') IS NULL")[0].as<bool>()) {
        const auto tables =
            session.exec1("SELECT count(*) FROM pg_tables WHERE schemaname = 'tandem'")[0].as<int>();
        if (tables > 0)
            throw std::runtime_error(
                "its schema \"tandem\" belongs to another program; choose another database"
            );
        return {};
    }
    const auto row =
        session.exec1("SELECT coalesce(max(version), 0), coalesce(max(oldest_build), 0) FROM schema_version"
        );
    return {.version = row[0].as<int>(), .oldest_build = row[1].as<int>()};
}

void run(pqxx::connection_base& connection, const Migration& migration)
{
    pqxx::work transaction(connection);
    transaction.exec(std::string(migration.sql));
    transaction.exec_params(
        "INSERT INTO schema_version (version, name, oldest_build, applied_at) VALUES ($1, $2, $3, now())",
        migration.version,
        std::string(migration.name),
        migration.oldest_build
    );
    transaction.commit();
}

void run_missing(pqxx::connection_base& connection, std::span<const Migration> migrations, int found)
{
    pqxx::nontransaction(connection)
        .exec("CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL PRIMARY KEY, name text "
              "NOT "
              "NULL, oldest_build integer NOT NULL, applied_at timestamptz NOT NULL)");
    for (const auto& migration : migrations) {
        if (migration.version > found) run(connection, migration);
    }
}

struct Quarter
{
    std::chrono::year_month first;

    [[nodiscard]] std::string table() const
    {
        return "event_" + std::to_string(int(first.year())) + "q" +
               std::to_string((unsigned(first.month()) + 2) / 3);
    }

    // What the ids of conversations that begin in it are not below. A ULID begins with ten characters of
    // time.
    [[nodiscard]] std::string bound() const
    {
        const std::chrono::sys_days day = first / 1;
        const WallTime at = std::chrono::duration_cast<Millis>(day.time_since_epoch()).count();
        return "cnv_" + make_ulid(at, system_random()).substr(0, 10);
    }

    [[nodiscard]] Quarter next() const { return {first + std::chrono::months(3)}; }
};

Quarter quarter_of(WallTime at)
{
    using namespace std::chrono;
    const year_month_day day(floor<days>(sys_time<Millis>(Millis(at))));
    return {day.year() / month((unsigned(day.month()) - 1) / 3 * 3 + 1)};
}

void make_partition(pqxx::connection_base& connection, const Quarter& quarter)
{
    pqxx::nontransaction session(connection);
    const bool missing =
        session.exec_params1("SELECT to_regclass($1) IS NULL", "tandem." + quarter.table())[0].as<bool>();
    if (!missing) return;
    session.exec(
        "CREATE TABLE " + session.quote_name(quarter.table()) + " PARTITION OF event FOR VALUES FROM (" +
        session.quote(quarter.bound()) + ") TO (" + session.quote(quarter.next().bound()) + ")"
    );
}

} // namespace

void migrate(pqxx::connection_base& connection, std::span<const Migration> migrations)
{
    const int known = migrations.empty() ? 0 : migrations.back().version;
    try {
        const SchemaLock lock(connection);
        const auto found = read_version(connection);
        if (found.oldest_build > known) {
            throw std::runtime_error(
                "it was changed by a newer version of Tandem (schema " + std::to_string(found.version) +
                ", this build knows " + std::to_string(known) + "); start the newer version"
            );
        }
        if (found.version < known) run_missing(connection, migrations, found.version);
    } catch (const std::exception& error) {
        throw std::runtime_error(
            "Cannot bring the database to schema " + std::to_string(known) + ": " + error.what() + "."
        );
    }
}

void make_partitions(pqxx::connection_base& connection, WallTime now)
{
    const SchemaLock lock(connection);
    auto quarter = quarter_of(now);
    for (int i = 0; i <= quarters_ahead; ++i, quarter = quarter.next()) {
        try {
            make_partition(connection, quarter);
        } catch (const pqxx::sql_error& error) {
            log::warning(
                "a partition of the log cannot be made",
                {{"partition", quarter.table()}, {"sqlstate", error.sqlstate()}}
            );
        }
    }
}

} // namespace tandem::storage::postgres
