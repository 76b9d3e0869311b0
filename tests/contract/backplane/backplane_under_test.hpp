#pragma once

#include "backend/backplane/backplane.hpp"
#include "shared/base/time.hpp"
#include "tests/support/client/wait_for.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tandem::backplane::test {

inline constexpr Millis patience{20'000};

// Runs a coroutine on the loop to its end.
template <class T>
T await_on(asio::io_context& loop, Task<T> task)
{
    std::optional<T> result;
    asio::co_spawn(loop, std::move(task), [&result](std::exception_ptr error, T value) {
        if (error) std::rethrow_exception(error);
        result = std::move(value);
    });
    if (!testing::wait_for(loop, [&] { return result.has_value(); }, patience))
        throw std::runtime_error("a coroutine did not end in time");
    return std::move(*result);
}

inline void await_on(asio::io_context& loop, Task<void> task)
{
    await_on(loop, [](Task<void> inner) -> Task<bool> {
        co_await std::move(inner);
        co_return true;
    }(std::move(task)));
}

// A backplane, connected: one node's, or those of two nodes that hear of each other. The suite speaks on
// `here` and listens on `there`, which are the same where there is one node.
class BackplaneUnderTest
{
public:
    static constexpr auto kinds = {"memory", "redis, one node", "redis, two nodes"};

    // `kind` is one of `kinds`.
    explicit BackplaneUnderTest(const std::string& kind);

    [[nodiscard]] Backplane& here() { return *nodes_.front(); }
    [[nodiscard]] Backplane& there() { return *nodes_.back(); }
    [[nodiscard]] asio::io_context& loop() { return loop_; }

    // Returns when everything published so far has arrived wherever it is to arrive.
    void settle();

    // The same as if it had come from an operator's hand: all of them go.
    void drop() { nodes_.clear(); }

    // Time in the suite is the clock's own in memory, where it is moved by hand. Servers have real clocks,
    // so there everything is a fifth as long and really passes.
    [[nodiscard]] Millis time(Millis of_suite) const { return real_ ? of_suite / 5 : of_suite; }
    void pass(Millis of_suite);
    [[nodiscard]] bool is_real() const { return real_; }

    template <class T>
    T await(Task<T> task)
    {
        return await_on(loop_, std::move(task));
    }

private:
    [[nodiscard]] std::unique_ptr<Backplane> connect(const std::string& prefix, int number);

    bool real_;
    asio::io_context loop_;
    ManualClock clock_;
    std::vector<std::unique_ptr<Backplane>> nodes_;
    int settled_ = 0;
};

} // namespace tandem::backplane::test
