#include "tests/load/guest.hpp"

#include <algorithm>
#include <utility>

namespace tandem::load {

Stretch& House::stretch_at(Time due) const
{
    const auto& bounds = orders.bounds;
    std::size_t i = 0;
    while (i + 1 < Tally::stretches && due >= bounds[i + 1])
        ++i;
    return tally.stretch[i];
}

Second& House::second_at(Time when) const
{
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(when - orders.bounds[0]).count();
    return tally.second[static_cast<std::size_t>(
        std::clamp<std::int64_t>(passed, 0, std::int64_t(Tally::longest) - 1)
    )];
}

Target Guest::target(std::string path) const
{
    return {
        .host = house_.options.host,
        .port = static_cast<std::uint16_t>(house_.orders.port.load()),
        .path = std::move(path),
        .source = source_,
        .receive_buffer = house_.options.scenario == Scenario::slow ? 8'192 : 0
    };
}

void Guest::note_opened()
{
    if (std::exchange(opened_, true)) return;
    auto& tally = house_.tally;
    ++tally.opened;
    tally.open.add(since(dialled_));
    const auto at = std::chrono::nanoseconds(now().time_since_epoch()).count();
    if (tally.first_open == 0)
        tally.first_open = std::chrono::nanoseconds(dialled_.time_since_epoch()).count();
    tally.last_open = at;
    house_.opened(*this);
}

void Guest::begin_turn(Time due)
{
    due_ = due;
    busy_ = true;
    spoke_ = false;
    ++house_.stretch_at(due).sent;
    house_.tally.lateness.add(since(due));
    say();
}

void Guest::give_up()
{
    ++house_.stretch_at(due_).timed_out;
    end_turn();
}

void Guest::accepted()
{
    if (!busy_) return;
    auto& stretch = house_.stretch_at(due_);
    ++stretch.accepted;
    stretch.accept.add(since(due_));
}

void Guest::first_token()
{
    if (!busy_ || std::exchange(spoke_, true)) return;
    const auto own = Histogram::Micros(static_cast<std::int64_t>(house_.options.model_ms * 1'000));
    const auto late = std::max(Histogram::Micros(0), since(due_) - own);
    house_.stretch_at(due_).first_token.add(late);
    auto& second = house_.second_at(now());
    second.late_ms = std::max(second.late_ms, static_cast<std::uint32_t>(late.count() / 1'000));
}

void Guest::answered()
{
    if (!busy_) return;
    auto& stretch = house_.stretch_at(due_);
    ++stretch.answered;
    stretch.full_answer.add(since(due_));
    ++house_.stretch_at(now()).ended;
    ++house_.second_at(now()).answered;
    end_turn();
}

void Guest::handed_over()
{
    if (!busy_) return;
    ++house_.stretch_at(due_).handed_over;
    ++house_.second_at(now()).refused;
    end_turn();
}

void Guest::failed()
{
    if (!busy_) return;
    ++house_.stretch_at(due_).failed;
    end_turn();
}

void Guest::refused(int code)
{
    if (!busy_) return;
    house_.stretch_at(due_).refused.add(code);
    ++house_.second_at(now()).refused;
    end_turn();
}

void Guest::end_turn()
{
    if (!std::exchange(busy_, false)) return;
    house_.free(*this);
}

} // namespace tandem::load
