#pragma once

#include "tests/load/histogram.hpp"
#include "tests/load/poller.hpp"

#include <array>
#include <atomic>

namespace tandem::load {

// Counts by number, few different ones.
class Codes
{
public:
    struct Entry
    {
        int code = 0;
        std::uint64_t count = 0;
    };

    void add(int code, std::uint64_t count = 1)
    {
        for (auto& entry : entries_) {
            if (entry.count > 0 && entry.code != code) continue;
            entry.code = code;
            entry.count += count;
            return;
        }
        entries_.back().count += count;
    }
    void merge(const Codes& other)
    {
        for (const auto& entry : other.entries_) {
            if (entry.count > 0) add(entry.code, entry.count);
        }
    }
    [[nodiscard]] const auto& entries() const { return entries_; } // those with a count are in use
    [[nodiscard]] std::uint64_t total() const
    {
        std::uint64_t sum = 0;
        for (const auto& entry : entries_)
            sum += entry.count;
        return sum;
    }

private:
    std::array<Entry, 12> entries_{};
};

// Turns that were due within one stretch of the run.
struct Stretch
{
    std::uint64_t due = 0;
    std::uint64_t waited = 0; // for a free customer
    std::uint64_t sent = 0;
    std::uint64_t accepted = 0;
    std::uint64_t answered = 0;
    std::uint64_t handed_over = 0; // to a person instead of an answer
    std::uint64_t failed = 0;      // turn.failed and nothing after it
    std::uint64_t timed_out = 0;
    std::uint64_t ended = 0; // answers that came while it lasted, whenever they were due
    Codes refused;           // by error code
    Histogram accept;
    Histogram first_token;
    Histogram full_answer;

    void merge(const Stretch& other);
};

struct Second
{
    std::uint32_t due = 0;
    std::uint32_t answered = 0;
    std::uint32_t refused = 0;
    std::uint32_t late_ms = 0; // the latest first token
};

// What one process has seen. Lies in memory that it shares with its parent.
struct Tally
{
    static constexpr std::size_t stretches = 4; // the warm-up, then up to three
    static constexpr std::size_t longest = 1'800;

    std::uint64_t opened = 0;      // customers connected, with a conversation if they were to begin one
    std::uint64_t open_failed = 0; // attempts that came to nothing
    std::int64_t first_open = 0;   // nanoseconds of the monotonic clock
    std::int64_t last_open = 0;
    std::uint64_t reconnects = 0;
    Codes closed; // by close code, unless we wanted it
    Histogram open;
    Histogram back;     // from the loss of a connection to the end of the resume
    Histogram lateness; // of the load itself: when a turn was sent against when it was due

    std::array<Stretch, stretches> stretch;
    std::array<Second, longest> second;

    std::uint64_t deltas = 0;
    std::uint64_t torn = 0; // deltas that did not follow the one before
    std::uint64_t said = 0;
    std::uint64_t accepted = 0;
    std::uint64_t stored = 0;
    std::uint64_t answers = 0; // in the logs
    std::uint64_t lost = 0;
    std::uint64_t doubled = 0;
    std::uint64_t disordered = 0;
    std::uint64_t unchecked = 0; // conversations that could not be read at the end

    std::uint64_t agents = 0; // signed in
    std::uint64_t asked = 0;
    std::uint64_t taken = 0;
    std::uint64_t taken_over = 0;
    std::uint64_t already_taken = 0;
    Histogram screen;   // from the customer's asking to the row on one agent's screen
    Histogram assigned; // to the customer's being told who it is
    Histogram takeover; // from the agent's wish to the acceptance

    std::int64_t done = 0; // the last stage that is done; both processes look at it through atomic_ref
    std::array<char, 256> error{};

    void merge(const Tally& other);
};

enum Stage : int { connecting = 1, running, checking, leaving };

// What the parent tells its children. Times are of the monotonic clock, which all share.
struct Orders
{
    std::atomic<int> stage = 0;
    std::array<Time, Tally::stretches + 1> bounds; // when each stretch begins; the last: when it ends
    std::atomic<int> port = 0;
    std::atomic<std::int64_t> restarted = 0; // when the server that was killed was started again
};

} // namespace tandem::load
