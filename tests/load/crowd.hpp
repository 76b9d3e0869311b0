#pragma once

#include "tests/load/agent.hpp"
#include "tests/load/guest.hpp"

#include <deque>
#include <memory>

namespace tandem::load {

// The people that one process plays, and what they do at each stage. Which process plays whom, and when a
// stage begins, the parent decides.
class Crowd
{
public:
    // Everything referred to outlives the crowd. This process is number `process` of `processes`.
    Crowd(
        const Options& options,
        Orders& orders,
        Tally& tally,
        std::span<std::atomic<std::int64_t>> asked_at,
        int process,
        int processes
    );

    // Runs until told to leave.
    void run();

private:
    void make_people();
    void connect_everybody();
    void dial_next();
    void sign_in_next();
    void stage_begins(int stage);
    void begin_run();
    void schedule_turn(Time due);
    void schedule_storm();
    void schedule_slowness();
    void schedule_asking(Time due);
    void schedule_takeovers(Time due);
    void turn_due(Time due);
    void free(Guest& guest);
    void watch_limits();
    void check_everybody();
    void check_next();
    [[nodiscard]] bool settled() const;
    [[nodiscard]] std::uint32_t source_of(int number) const;
    [[nodiscard]] double rate_at(Time when) const;

    const Options& options_;
    Orders& orders_;
    Tally& tally_;
    const int process_;
    const int processes_;
    SeededRandom random_;
    Poller poller_;
    House house_;

    std::vector<std::unique_ptr<Guest>> guests_;
    std::vector<std::unique_ptr<Agent>> agents_;
    std::deque<Guest*> idle_;
    std::deque<Time> waiting_; // turns that are due and have no customer yet
    std::size_t dialled_ = 0;
    std::size_t signing_in_ = 0; // agents that have been told to
    std::size_t being_opened_ = 0;
    Time dial_start_;
    std::size_t to_check_ = 0;
    std::size_t being_checked_ = 0;
    std::vector<bool> checked_;
    Time next_look_;
    Time run_ends_;
    int stage_ = 0;
    bool all_due_ = false;
};

} // namespace tandem::load
