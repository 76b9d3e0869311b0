#include "tests/load/crowd.hpp"

#include "tests/load/customer.hpp"
#include "tests/load/peer_guest.hpp"

#include <algorithm>
#include <cmath>

namespace tandem::load {

namespace {

constexpr std::size_t opened_at_once = 256; // handshakes under way
constexpr std::size_t checked_at_once = 64;
constexpr std::size_t signed_in_at_once = 2;
constexpr Span check_limit = std::chrono::seconds(60);
constexpr std::uint32_t first_source = 0x7F000002; // 127.0.0.2

// The pause to the next of many that come independently of each other.
Span pause(Random& random, double rate) { return seconds(-std::log1p(-random.unit()) / rate); }

} // namespace

Crowd::Crowd(
    const Options& options,
    Orders& orders,
    Tally& tally,
    std::span<std::atomic<std::int64_t>> asked_at,
    int process,
    int processes
)
    : options_(options),
      orders_(orders),
      tally_(tally),
      process_(process),
      processes_(processes),
      random_(options.seed * 1'000 + static_cast<std::uint64_t>(process)),
      house_{
          .options = options,
          .orders = orders,
          .tally = tally,
          .poller = poller_,
          .random = random_,
          .asked_at = asked_at,
          .opened = [this](Guest&) { --being_opened_; },
          .free = [this](Guest& guest) { free(guest); },
          .checked =
              [this](Guest& guest) {
                  if (stage_ != checking) return;
                  const auto index = std::size_t(guest.number() / processes_);
                  if (checked_[index]) return;
                  checked_[index] = true;
                  --being_checked_;
                  check_next();
              },
      }
{
    make_people();
}

// Numbers go round the processes, so that every process has its part of everything.
void Crowd::make_people()
{
    for (int number = process_; number < options_.customers; number += processes_) {
        if (options_.dialect == Dialect::tandem)
            guests_.push_back(std::make_unique<Customer>(house_, number, source_of(number)));
        else
            guests_.push_back(std::make_unique<PeerGuest>(house_, number, source_of(number)));
    }
    // Servers count sign-ins by address: every agent has one.
    for (int number = process_; number < options_.agents; number += processes_) {
        const auto source = first_source + static_cast<std::uint32_t>(number % 250);
        agents_.push_back(std::make_unique<Agent>(house_, number, options_.agents, source));
    }
}

std::uint32_t Crowd::source_of(int number) const
{
    if (options_.sources <= 0) return 0;
    return first_source + static_cast<std::uint32_t>(number % std::min(options_.sources, 250));
}

void Crowd::run()
{
    while (orders_.stage < leaving) {
        if (orders_.stage != stage_) {
            stage_ = orders_.stage;
            stage_begins(stage_);
        }
        poller_.step(std::chrono::milliseconds(10));
        if (now() < next_look_) continue;
        next_look_ = now() + std::chrono::milliseconds(50);
        watch_limits();
        if (settled()) std::atomic_ref(tally_.done).store(stage_);
    }
}

void Crowd::stage_begins(int stage)
{
    switch (stage) {
    case connecting:
        return connect_everybody();
    case running:
        return begin_run();
    case checking:
        return check_everybody();
    default:
        return;
    }
}

bool Crowd::settled() const
{
    switch (stage_) {
    case connecting:
        return tally_.opened == guests_.size() &&
               std::ranges::all_of(agents_, [](const auto& agent) { return agent->ready(); }) &&
               std::ranges::none_of(guests_, &Guest::busy);
    case running:
        if (now() < run_ends_ || !all_due_) return false;
        if (std::ranges::any_of(guests_, &Guest::busy)) return false;
        return waiting_.empty() || std::ranges::none_of(guests_, &Guest::available);
    case checking:
        return being_checked_ == 0 && to_check_ == guests_.size();
    default:
        return true;
    }
}

// ---- connecting

void Crowd::connect_everybody()
{
    dial_start_ = now();
    sign_in_next();
    dial_next();
}

// A few at a time: passwords are checked slowly on purpose.
void Crowd::sign_in_next()
{
    const auto ready =
        std::size_t(std::ranges::count_if(agents_, [](const auto& a) { return a->ready(); }));
    while (signing_in_ < agents_.size() && signing_in_ < ready + signed_in_at_once)
        agents_[signing_in_++]->connect();
    if (signing_in_ < agents_.size())
        poller_.at(now() + std::chrono::milliseconds(20), [this] { sign_in_next(); });
}

// At the asked rate, and no more at once than a server has in its backlog.
void Crowd::dial_next()
{
    const double rate = options_.connect_rate / processes_;
    while (dialled_ < guests_.size() && being_opened_ < opened_at_once) {
        if (rate > 0 && now() < dial_start_ + seconds(double(dialled_) / rate)) break;
        ++being_opened_;
        guests_[dialled_++]->connect();
    }
    if (dialled_ < guests_.size())
        poller_.at(now() + std::chrono::milliseconds(1), [this] { dial_next(); });
}

// ---- running

double Crowd::rate_at(Time when) const
{
    const bool over =
        options_.scenario == Scenario::overload && when >= orders_.bounds[2] && when < orders_.bounds[3];
    return (over ? options_.factor : 1) * options_.rate / processes_;
}

void Crowd::begin_run()
{
    const Time start = orders_.bounds.front();
    run_ends_ = orders_.bounds.back();
    idle_.clear();
    for (const auto& guest : guests_)
        idle_.push_back(guest.get());
    std::ranges::shuffle(idle_, std::mt19937_64(options_.seed));
    if (options_.scenario == Scenario::open || options_.rate <= 0)
        all_due_ = true;
    else
        schedule_turn(start);
    if (options_.scenario == Scenario::storm) schedule_storm();
    if (options_.scenario == Scenario::slow) schedule_slowness();
    if (options_.scenario == Scenario::agents && options_.ask_rate > 0) schedule_asking(start);
    if (options_.scenario == Scenario::agents && options_.take_rate > 0) schedule_takeovers(start);
}

// A turn is due when its time comes, whether or not the server keeps up, and what is late is not left out.
void Crowd::schedule_turn(Time due)
{
    due += pause(random_, rate_at(due));
    if (due >= run_ends_) {
        all_due_ = true;
        return;
    }
    poller_.at(due, [this, due] {
        turn_due(due);
        schedule_turn(due);
    });
}

void Crowd::turn_due(Time due)
{
    ++house_.stretch_at(due).due;
    ++house_.second_at(due).due;
    for (std::size_t looked = idle_.size(); looked > 0; --looked) {
        Guest& guest = *idle_.front();
        idle_.pop_front();
        if (guest.available() && !guest.busy()) return guest.begin_turn(due);
        idle_.push_back(&guest); // it may come back
    }
    ++house_.stretch_at(due).waited;
    waiting_.push_back(due);
}

void Crowd::free(Guest& guest)
{
    if (stage_ != running) return;
    const auto rests = options_.think > 0 ? pause(random_, 1 / options_.think) : Span(0);
    // Not from inside the message that ended the turn.
    poller_.at(now() + rests, [this, &guest] {
        if (waiting_.empty() || !guest.available() || guest.busy()) {
            idle_.push_back(&guest);
            return;
        }
        const Time due = waiting_.front();
        waiting_.pop_front();
        guest.begin_turn(due);
    });
}

void Crowd::watch_limits()
{
    if (stage_ != running && stage_ != connecting) return;
    for (const auto& guest : guests_) {
        if (guest->busy() && now() - guest->due() >= seconds(options_.turn_limit)) guest->give_up();
    }
    if (stage_ != running || !all_due_ || waiting_.empty()) return;
    // Turns that never found a customer.
    while (!waiting_.empty() && now() - waiting_.front() >= seconds(options_.turn_limit)) {
        ++house_.stretch_at(waiting_.front()).timed_out;
        waiting_.pop_front();
    }
}

// In the middle of the run everybody loses the connection at once.
void Crowd::schedule_storm()
{
    const Time middle = orders_.bounds[1] + (orders_.bounds.back() - orders_.bounds[1]) / 3;
    if (options_.kill) return; // the parent sees to it
    poller_.at(middle, [this] {
        for (const auto& guest : guests_)
            guest->drop(seconds(options_.spread * random_.unit()));
    });
}

// For a third of the run some do not read.
void Crowd::schedule_slowness()
{
    const auto third = (orders_.bounds.back() - orders_.bounds[1]) / 3;
    const auto slow = std::size_t(options_.share * double(guests_.size()));
    poller_.at(orders_.bounds[1] + third, [this, slow] {
        for (std::size_t i = 0; i < slow; ++i)
            guests_[i]->stop_reading();
    });
    poller_.at(orders_.bounds[1] + 2 * third, [this, slow] {
        for (std::size_t i = 0; i < slow; ++i)
            guests_[i]->go_on_reading();
    });
}

void Crowd::schedule_asking(Time due)
{
    due += pause(random_, options_.ask_rate / processes_);
    if (due >= run_ends_) return;
    poller_.at(due, [this, due] {
        Guest& guest = *guests_[random_.below(guests_.size())];
        if (guest.available() && !guest.busy()) guest.ask_for_person();
        schedule_asking(due);
    });
}

void Crowd::schedule_takeovers(Time due)
{
    if (agents_.empty()) return;
    due += pause(random_, options_.take_rate / processes_);
    if (due >= run_ends_) return;
    poller_.at(due, [this, due] {
        static_cast<void>(agents_[random_.below(agents_.size())]->take_over());
        schedule_takeovers(due);
    });
}

// ---- checking

void Crowd::check_everybody()
{
    checked_.assign(guests_.size(), false);
    poller_.at(now() + check_limit, [this] {
        for (std::size_t i = 0; i < guests_.size(); ++i) {
            if (!checked_[i]) guests_[i]->give_up_checking();
        }
        checked_.assign(guests_.size(), true);
        to_check_ = guests_.size();
        being_checked_ = 0;
    });
    check_next();
}

void Crowd::check_next()
{
    while (to_check_ < guests_.size() && being_checked_ < checked_at_once) {
        ++being_checked_;
        // From the loop: a check that has nothing to ask is done at once.
        poller_.at(now(), [guest = guests_[to_check_].get()] { guest->check(); });
        ++to_check_;
    }
}

} // namespace tandem::load
