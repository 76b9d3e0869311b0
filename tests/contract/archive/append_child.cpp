// append_child FILE: opens the archive in FILE and appends message after message to one conversation, until
// it is killed. A line for each on standard output: "acked SEQ MICROSECONDS" or "failed CODE". Other tests
// slow its disk down, break it, or kill it, and compare what it said with what is stored.

#include "backend/storage/sqlite/sqlite_store.hpp"
#include "tests/contract/archive/drafts.hpp"
#include "tests/contract/await.hpp"

#include <cstdio>
#include <thread>
#include <unistd.h>

namespace {

using namespace tandem;
using namespace tandem::test;

void say(const std::string& line)
{
    const std::string text = line + "\n";
    // One unbuffered write, so that a line is there entirely or not at all, however the process ends.
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::_Exit(3);
}

void append_for_ever(storage::Archive& archive)
{
    if (const auto created = await(archive.create(creation("cnv_child", "hello", "id0"))); !created)
        std::_Exit(2);
    say("ready");
    for (std::uint64_t i = 1;; ++i) {
        // The process's number makes the id new in each run.
        const auto id = "id_" + std::to_string(::getpid()) + "_" + std::to_string(i);
        const auto before = std::chrono::steady_clock::now();
        const auto appended = await(archive.append(append_to("cnv_child", {says(customer_actor, id, id)})));
        const auto took = std::chrono::steady_clock::now() - before;
        if (!appended) {
            say("failed " + std::string(errc_name(appended.error().code)));
            std::this_thread::sleep_for(std::chrono::milliseconds(5)); // a client would wait, too
            continue;
        }
        const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
        say("acked " + std::to_string(appended->events.front().seq) + " " + std::to_string(micros) + " " +
            id);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) return 64;
    try {
        const auto store = storage::create_sqlite_store({.file = argv[1]});
        append_for_ever(store->archive());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
