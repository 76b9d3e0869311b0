// archive_bench [sqlite|postgres|both] [SECONDS] [FOLDER]: what an archive takes, with every fsync real.
// Not a test: numbers for people.
//
// - at a steady 500 events a second, open-loop, over 200 conversations: latency from the moment an event
//   was due, and what 1,000 events cost: transactions and statements of the database, CPU time of the
//   database's processes and of this one (which with SQLite is the database, too);
// - flat out from 1, 8, 64 and 512 appenders, each waiting for its answer before it goes on.
//
// PostgreSQL is a throw-away cluster in the temporary folder (TMPDIR).

#include "backend/storage/postgres/postgres_store.hpp"
#include "backend/storage/sqlite/sqlite_store.hpp"
#include "tests/contract/archive/drafts.hpp"
#include "tests/contract/await.hpp"
#include "tests/support/postgres/cluster.hpp"

#include <QCoreApplication>
#include <algorithm>
#include <boost/asio/detached.hpp>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace tandem;
using namespace tandem::test;
using tandem::testing::PostgresCluster;
using Steady = std::chrono::steady_clock;

struct Measured
{
    std::vector<double> millis; // of each append
    int failed = 0;
};

double at(std::vector<double>& values, double part)
{
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

double since(Steady::time_point start)
{
    return std::chrono::duration<double, std::milli>(Steady::now() - start).count();
}

double own_cpu_seconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// What a database has done so far.
struct Work
{
    double transactions = 0;
    double statements = 0;
    double server_cpu = 0;
    double own_cpu = 0;
};

class Engine
{
public:
    virtual ~Engine() = default;
    virtual std::unique_ptr<storage::Store> open() = 0;
    virtual Work work() = 0;
    virtual const char* name() const = 0;
};

class SqliteEngine final : public Engine
{
public:
    explicit SqliteEngine(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::unique_ptr<storage::Store> open() override
    {
        return storage::create_sqlite_store(
            {.file = folder_ / ("bench_" + std::to_string(++files_) + ".db")}
        );
    }
    Work work() override { return {.own_cpu = own_cpu_seconds()}; }
    const char* name() const override { return "sqlite"; }

private:
    std::filesystem::path folder_;
    int files_ = 0;
};

class PostgresEngine final : public Engine
{
public:
    PostgresEngine() : cluster_("shared_preload_libraries = 'pg_stat_statements'") {}
    std::unique_ptr<storage::Store> open() override
    {
        url_ = cluster_.new_database();
        cluster_.sql(url_, "CREATE EXTENSION pg_stat_statements");
        return storage::create_postgres_store({.url = url_});
    }
    Work work() override
    {
        const double server_cpu = cluster_.cpu_seconds();
        const double own_cpu = own_cpu_seconds();
        // A session tells what it did when it has been idle for a second.
        std::this_thread::sleep_for(std::chrono::milliseconds(1'500));
        const auto row =
            cluster_
                .sql(
                    url_,
                    "SELECT xact_commit + xact_rollback, (SELECT sum(calls) FROM pg_stat_statements WHERE "
                    "dbid = datid) FROM pg_stat_database WHERE datname = current_database()"
                )
                .split('|');
        return {row[0].toDouble(), row[1].toDouble(), server_cpu, own_cpu};
    }
    const char* name() const override { return "postgres"; }

private:
    PostgresCluster cluster_;
    std::string url_;
};

std::string conversation(int number) { return "cnv_" + std::to_string(number); }

Append message(int number, int i)
{
    constexpr auto text = "Where is my parcel? It was to come on Monday.";
    // Every second event is an answer of the bot.
    const auto draft =
        i % 2 == 0 ? says(customer_actor, text, "id" + std::to_string(i)) : answers(Seq(i), text);
    return append_to(conversation(number), {draft});
}

// What the product's conversations know: their record as the archive last gave it.
using Known = std::map<ConversationId, std::shared_ptr<const ConversationRecord>>;

Task<void> append_once(
    storage::Archive& archive, Append append, Steady::time_point due, Known& known, Measured& measured
)
{
    const auto id = append.conversation_id;
    append.known = known[id];
    const auto appended = co_await archive.append(std::move(append));
    if (appended) {
        known[id] = std::make_shared<const ConversationRecord>(appended->record);
        measured.millis.push_back(since(due));
    } else {
        ++measured.failed;
    }
}

Task<void> append_until(
    storage::Archive& archive, int number, Steady::time_point end, Known& known, Measured& measured
)
{
    for (int i = 0; Steady::now() < end; ++i)
        co_await append_once(archive, message(number, i), Steady::now(), known, measured);
}

Task<void> append_steadily(
    storage::Archive& archive,
    int per_second,
    int seconds,
    int conversations,
    Known& known,
    Measured& measured
)
{
    const auto home = co_await asio::this_coro::executor;
    asio::steady_timer timer(home);
    const auto start = Steady::now();
    for (int i = 0; i < per_second * seconds; ++i) {
        const auto due = start + std::chrono::microseconds(1'000'000LL * i / per_second);
        timer.expires_at(due);
        co_await timer.async_wait(use_task);
        // The loop runs until the last has ended.
        asio::co_spawn(
            home,
            append_once(archive, message(i % conversations, i / conversations), due, known, measured),
            asio::detached
        );
    }
}

void create_conversations(storage::Archive& archive, int number)
{
    std::vector<Task<Result<Appended>>> all;
    for (int i = 0; i < number; ++i)
        all.push_back(archive.create(creation(conversation(i))));
    static_cast<void>(await_all(std::move(all)));
}

void print(
    const char* scenario,
    Engine& engine,
    Measured& measured,
    double seconds,
    const Work& before,
    const Work& after
)
{
    const auto events = double(measured.millis.size());
    const auto each_thousand = [&](double Work::* what) {
        return (after.*what - before.*what) / events * 1'000;
    };
    std::printf(
        "%-15s %-8s %7.0f events/s  p50 %7.2f ms  p99 %7.2f ms  failed %d | per 1,000 events: %6.1f "
        "transactions "
        "%7.1f statements, CPU of the server %6.1f ms, of this process %6.1f ms\n",
        scenario,
        engine.name(),
        events / seconds,
        at(measured.millis, 0.5),
        at(measured.millis, 0.99),
        measured.failed,
        each_thousand(&Work::transactions),
        each_thousand(&Work::statements),
        each_thousand(&Work::server_cpu) * 1'000,
        each_thousand(&Work::own_cpu) * 1'000
    );
    std::fflush(stdout);
}

void measure_steady(Engine& engine, int per_second, int seconds)
{
    constexpr int conversations = 200;
    const auto store = engine.open();
    create_conversations(store->archive(), conversations);
    const auto before = engine.work();
    Measured measured;
    Known known;
    asio::io_context loop;
    const auto start = Steady::now();
    asio::co_spawn(
        loop,
        append_steadily(store->archive(), per_second, seconds, conversations, known, measured),
        asio::detached
    );
    loop.run();
    const double took = since(start) / 1'000;
    const auto after = engine.work();
    print(("steady " + std::to_string(per_second) + "/s").c_str(), engine, measured, took, before, after);
}

void measure_flat_out(Engine& engine, int appenders, int seconds)
{
    const auto store = engine.open();
    create_conversations(store->archive(), appenders);
    const auto before = engine.work();
    Measured measured;
    Known known;
    asio::io_context loop;
    const auto start = Steady::now();
    for (int i = 0; i < appenders; ++i) {
        asio::co_spawn(
            loop,
            append_until(store->archive(), i, start + std::chrono::seconds(seconds), known, measured),
            asio::detached
        );
    }
    loop.run();
    const double took = since(start) / 1'000;
    const auto after = engine.work();
    print((std::to_string(appenders) + " appenders").c_str(), engine, measured, took, before, after);
}

// What the machine's disk takes for one page made durable.
void measure_fsync(const std::filesystem::path& folder)
{
    const auto file = folder / "fsync";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const std::string page(8'192, 'x');
    std::vector<double> millis;
    for (int i = 0; i < 200; ++i) {
        const auto start = Steady::now();
        if (::pwrite(descriptor, page.data(), page.size(), off_t(i % 64) * 8'192) < 0 ||
            ::fdatasync(descriptor) != 0)
            return;
        millis.push_back(since(start));
    }
    ::close(descriptor);
    std::printf("fdatasync of 8 KiB: p50 %.2f ms  p99 %.2f ms\n", at(millis, 0.5), at(millis, 0.99));
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const std::string which = argc > 1 ? argv[1] : "both";
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 5;
    const std::filesystem::path base =
        argc > 3 ? std::filesystem::path(argv[3]) : std::filesystem::temp_directory_path();
    const auto folder =
        base / ("archive_bench_" + std::to_string(Steady::now().time_since_epoch().count()));
    std::filesystem::create_directories(folder);

    std::vector<std::unique_ptr<Engine>> engines;
    if (which != "postgres") engines.push_back(std::make_unique<SqliteEngine>(folder));
    if (which != "sqlite") engines.push_back(std::make_unique<PostgresEngine>());
    measure_fsync(folder);
    for (const int per_second : {500, 2'000}) {
        for (const auto& engine : engines)
            measure_steady(*engine, per_second, seconds);
    }
    for (const int appenders : {1, 8, 64, 512}) {
        for (const auto& engine : engines)
            measure_flat_out(*engine, appenders, seconds);
    }
    std::filesystem::remove_all(folder);
}
