// archive_bench [FOLDER] [SECONDS]: how many appends a second the SQLite archive takes from 1, 8, 64 and
// 512 appenders at once, each waiting for its answer before it goes on, with every fsync real. Not a test:
// numbers for people.

#include "backend/storage/sqlite/sqlite_store.hpp"
#include "tests/contract/archive/drafts.hpp"
#include "tests/contract/await.hpp"

#include <algorithm>
#include <boost/asio/detached.hpp>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace tandem;
using namespace tandem::test;
using Steady = std::chrono::steady_clock;

struct Measured
{
    std::vector<double> millis; // of each append
    int failed = 0;
};

Task<void> append_until(
    storage::Archive& archive, std::string conversation, Steady::time_point end, Measured& measured
)
{
    for (int i = 0; Steady::now() < end; ++i) {
        const auto before = Steady::now();
        const auto appended = co_await archive.append(append_to(
            conversation,
            {says(customer_actor, "Where is my parcel? It was to come on Monday.", "id" + std::to_string(i))
            }
        ));
        const std::chrono::duration<double, std::milli> took = Steady::now() - before;
        if (appended)
            measured.millis.push_back(took.count());
        else
            ++measured.failed;
    }
}

void measure(const std::filesystem::path& folder, int appenders, int seconds)
{
    const auto file = folder / ("bench_" + std::to_string(appenders) + ".db");
    const auto store = storage::create_sqlite_store({.file = file});
    const auto conversation = [](int number) { return "cnv_" + std::to_string(number); };
    for (int i = 0; i < appenders; ++i)
        (void)await(store->archive().create(creation(conversation(i))));

    Measured measured;
    asio::io_context loop;
    const auto start = Steady::now();
    for (int i = 0; i < appenders; ++i) {
        asio::co_spawn(
            loop,
            append_until(
                store->archive(), conversation(i), start + std::chrono::seconds(seconds), measured
            ),
            asio::detached // the loop runs until the last has ended
        );
    }
    loop.run();
    const std::chrono::duration<double> took = Steady::now() - start;

    auto& millis = measured.millis;
    std::ranges::sort(millis);
    const auto at = [&](double part) {
        return millis.empty()
                   ? 0.0
                   : millis[static_cast<std::size_t>(part * static_cast<double>(millis.size() - 1))];
    };
    std::printf(
        "%4d appenders  %8.0f appends/s  p50 %7.2f ms  p99 %7.2f ms  failed %d\n",
        appenders,
        static_cast<double>(millis.size()) / took.count(),
        at(0.5),
        at(0.99),
        measured.failed
    );
}

} // namespace

int main(int argc, char** argv)
{
    const std::filesystem::path base =
        argc > 1 ? std::filesystem::path(argv[1]) : std::filesystem::current_path();
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 5;
    const auto folder =
        base / ("archive_bench_" + std::to_string(Steady::now().time_since_epoch().count()));
    std::filesystem::create_directories(folder);
    for (const int appenders : {1, 8, 64, 512})
        measure(folder, appenders, seconds);
    std::filesystem::remove_all(folder);
}
