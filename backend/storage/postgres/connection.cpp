#include "backend/storage/postgres/connection.hpp"

#include "backend/storage/postgres/failure.hpp"

#include <libpq-fe.h>
#include <map>
#include <pqxx/pqxx>

namespace tandem::storage::postgres {

namespace {

constexpr int oldest_server = 130'000;

// What the watchdog allows beyond the server's own limit, which ends things more gently.
constexpr Millis watchdog_extra{1'000};

using Options = std::map<std::string, std::string>;

// A URL or "key=value …", as libpq understands it.
Options parse(const std::string& url)
{
    char* complaint = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(url.c_str(), &complaint), PQconninfoFree
    );
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(complaint, PQfreemem);
    // The complaint may quote the URL.
    if (!parsed) throw UnfitServer("The address of the PostgreSQL server cannot be understood.");
    Options options;
    for (const auto* option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr) options[option->keyword] = option->val;
    }
    if (options.contains("password")) {
        throw UnfitServer("The address of the PostgreSQL server must not hold the password.");
    }
    return options;
}

std::string quoted(const std::string& value)
{
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "'";
}

std::string connection_string(const ConnectionSettings& settings)
{
    Options options = parse(settings.url);
    if (!settings.password.empty()) options["password"] = settings.password;
    options["client_encoding"] = "UTF8";
    // What the operator's address says goes before these.
    options.try_emplace("connect_timeout", std::to_string((settings.connect.count() + 999) / 1'000));
    options.try_emplace("tcp_user_timeout", "5000");
    options.try_emplace("keepalives_idle", "10");
    options.try_emplace("keepalives_interval", "5");
    options.try_emplace("keepalives_count", "3");
    options.try_emplace("application_name", "tandem");
    options.try_emplace("target_session_attrs", "read-write");
    std::string text;
    for (const auto& [key, value] : options)
        text += key + "=" + quoted(value) + " ";
    return text;
}

// What promises nothing is lost must not be switched off.
void check_durability(const pqxx::row& server)
{
    for (const auto* setting : {"fsync", "full_page_writes", "synchronous_commit"}) {
        if (server[setting].as<std::string>() == "off") {
            throw UnfitServer(
                std::string("The PostgreSQL server runs with ") + setting +
                " = off: messages that were accepted could vanish. Set it to on in postgresql.conf (or for "
                "this role and database) and start again."
            );
        }
    }
}

void check_fitness(const pqxx::row& server)
{
    check_durability(server);
    if (server["version"].as<int>() < oldest_server)
        throw UnfitServer("The PostgreSQL server is too old: Tandem needs version 13 or newer.");
    if (server["encoding"].as<std::string>() != "UTF8") {
        throw UnfitServer(
            "The database's encoding is " + server["encoding"].as<std::string>() +
            "; Tandem needs UTF8 (createdb --encoding=UTF8 --template=template0)."
        );
    }
}

} // namespace

Connection::Connection(const ConnectionSettings& settings, Watchdog& watchdog)
    : settings_(settings),
      watchdog_(watchdog),
      connection_(new pqxx::connection(connection_string(settings)), [](pqxx::connection_base* open) {
          delete static_cast<pqxx::connection*>(open);
      })
{
    prepare_session();
}

Connection::~Connection() = default;

bool Connection::usable() const { return connection_->is_open(); }

Watchdog::Guard Connection::guard()
{
    return watchdog_.watch(connection_->sock(), settings_.statement + watchdog_extra);
}

void Connection::prepare_session()
{
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
    // A connection that came back by itself would have forgotten all that follows.
    connection_->inhibit_reactivation(true);
#pragma clang diagnostic pop
    const auto watched = guard();
    pqxx::nontransaction session(*connection_);
    const auto milliseconds = [](Millis time) { return std::to_string(time.count()); };
    session.exec(
        "SET search_path = tandem; SET statement_timeout = " + milliseconds(settings_.statement) +
        "; SET lock_timeout = " + milliseconds(settings_.lock) +
        "; SET idle_in_transaction_session_timeout = " + milliseconds(settings_.statement * 2)
    );
    check_fitness(session.exec1(
        "SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS "
        "full_page_writes, "
        "current_setting('synchronous_commit') AS synchronous_commit, "
        "current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding"
    ));
}

void Connection::lift_limits()
{
    const auto watched = guard();
    pqxx::nontransaction(*connection_)
        .exec("SET statement_timeout = 0; SET lock_timeout = '10min'; "
              "SET idle_in_transaction_session_timeout = 0");
}

void Connection::plan_by_keys()
{
    const auto watched = guard();
    pqxx::nontransaction(*connection_)
        .exec("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; "
              "SET enable_hashjoin = off; SET enable_mergejoin = off");
}

} // namespace tandem::storage::postgres
