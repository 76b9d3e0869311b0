#include "backend/storage/postgres/failure.hpp"

#include <algorithm>
#include <array>
#include <pqxx/pqxx>
#include <string_view>

namespace tandem::storage::postgres {

namespace {

// SQLSTATEs, by https://www.postgresql.org/docs/current/errcodes-appendix.html

constexpr std::array<std::string_view, 8> useless_connection{
    "57P01", // shutdown by an administrator
    "57P02", // shutdown after a crash
    "57P03", // starting up
    "53300", // too many connections
    "25P03", // idle in a transaction for too long
    "25006", // the server is a standby by now
    "26000", // a prepared statement is gone
    "0A000", // a table changed under a prepared statement
};

Remedy remedy_for(std::string_view state)
{
    const auto kind = state.substr(0, 2);
    if (kind == "08" || std::ranges::find(useless_connection, state) != useless_connection.end()) {
        return Remedy::reconnect;
    }
    if (kind == "40" || state == "55P03") return Remedy::again; // serialisation, deadlock, lock time-out
    const bool cannot = kind == "53" || kind == "54" || kind == "57" || kind == "58" || kind == "XX";
    return cannot ? Remedy::give_up : Remedy::blame;
}

// The first line: those after it quote values. Nothing of a data exception, which quotes at once.
std::string described(const pqxx::sql_error& error)
{
    const std::string& state = error.sqlstate();
    const std::string_view what = error.what();
    std::string text = "postgres " + state;
    if (!state.starts_with("22")) text.append(" ").append(what.substr(0, what.find('\n')));
    return text;
}

Error unavailable(const std::string& detail) { return {Errc::unavailable, "postgres: " + detail}; }

} // namespace

Failure failure_of(const std::exception& error, bool usable)
{
    if (const auto* sql = dynamic_cast<const pqxx::sql_error*>(&error)) {
        const auto remedy = usable ? remedy_for(sql->sqlstate()) : Remedy::reconnect;
        const auto code = remedy == Remedy::blame ? Errc::internal : Errc::unavailable;
        return {remedy, Error(code, described(*sql))};
    }
    const bool broken = dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr ||
                        dynamic_cast<const pqxx::in_doubt_error*>(&error) != nullptr ||
                        dynamic_cast<const UnfitServer*>(&error) != nullptr;
    if (broken || !usable) return {Remedy::reconnect, unavailable(error.what())};
    if (dynamic_cast<const pqxx::transaction_rollback*>(&error) != nullptr)
        return {Remedy::again, unavailable(error.what())};
    return {Remedy::blame, Error(Errc::internal, error.what())};
}

} // namespace tandem::storage::postgres
