#pragma once

#include "shared/base/random.hpp"
#include "tests/load/options.hpp"
#include "tests/load/tally.hpp"
#include "tests/load/wire.hpp"

namespace tandem::load {

class Guest;

// What the people of one process share. Everything referred to outlives them.
struct House
{
    const Options& options;
    Orders& orders;
    Tally& tally;
    Poller& poller;
    Random& random;
    std::span<std::atomic<std::int64_t>> asked_at; // by customer: when a person was asked for, 0: not

    std::function<void(Guest&)> opened;  // for the first time, ready for its first turn
    std::function<void(Guest&)> free;    // its turn is over
    std::function<void(Guest&)> checked; // its conversation was compared with what it was told

    // The stretch that a turn due then belongs to.
    [[nodiscard]] Stretch& stretch_at(Time due) const;
    [[nodiscard]] Second& second_at(Time when) const;
};

[[nodiscard]] inline Histogram::Micros since(Time start)
{
    return std::chrono::duration_cast<Histogram::Micros>(now() - start);
}

// A customer of whatever server: connects, has one turn at a time, and checks at the end what it was
// promised.
class Guest : public Speaker
{
public:
    Guest(House& house, int number, std::uint32_t source) : house_(house), number_(number), source_(source)
    {}

    virtual void connect() = 0;

    // Says something; `house.free` is called when it was answered, refused, or has failed.
    void begin_turn(Time due);

    // Nobody waits for the answer any more.
    void give_up();

    // Reads the conversation and compares; `house.checked` follows.
    virtual void check() = 0;
    virtual void give_up_checking() { ++house_.tally.unchecked; }

    virtual void ask_for_person() {}

    // Loses the connection and comes back after `pause`.
    virtual void drop(Span /*pause*/) {}

    void stop_reading() { wire_.stop_reading(); }
    void go_on_reading() { wire_.go_on_reading(); }
    void leave() { wire_.cut(); }

    [[nodiscard]] bool busy() const { return busy_; }
    [[nodiscard]] Time due() const { return due_; }
    [[nodiscard]] int number() const { return number_; }
    [[nodiscard]] virtual bool available() const { return wire_.is_open(); }

protected:
    virtual void say() = 0;
    [[nodiscard]] Target target(std::string path) const;

    // What becomes of the turn; each but the first two ends it.
    void accepted();
    void first_token();
    void answered();
    void handed_over();
    void failed();
    void refused(int code);
    void end_turn();

    void note_opened();

    House& house_;
    Wire wire_{house_.poller, *this};
    Time dialled_;

private:
    const int number_;
    const std::uint32_t source_;
    Time due_;
    bool busy_ = false;
    bool spoke_ = false; // the first token was seen
    bool opened_ = false;
};

} // namespace tandem::load
