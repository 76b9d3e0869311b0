// S-1t: the ordinary coroutine patterns that g++ 12 miscompiles (temporaries destroyed twice or too early,
// conditions that jump nowhere). Worth running under ASan with every compiler that is claimed to work.

#include "backend/util/asio.hpp"

#include <QtTest>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

using namespace tandem;

namespace {

// Long enough to live on the heap, so that a double destruction shows.
const std::string long_text = "a text that does not fit into the string object itself";

struct Aggregate
{
    std::string text;
    std::vector<int> numbers;
};

Task<void> suspend() { co_await asio::post(co_await asio::this_coro::executor, use_task); }

template <class T>
Task<T> give(T value)
{
    co_await suspend();
    co_return value;
}

Task<std::size_t> by_value(Aggregate a)
{
    co_await suspend();
    co_return a.text.size() + a.numbers.size();
}

Task<std::size_t> by_reference(const Aggregate& a)
{
    co_await suspend();
    co_return a.text.size() + a.numbers.size();
}

Task<std::size_t> by_optional(std::optional<Aggregate> a)
{
    co_await suspend();
    co_return a ? a->text.size() + a->numbers.size() : 0;
}

Task<std::size_t> call(std::function<std::string()> fn)
{
    co_await suspend();
    co_return fn().size();
}

Task<std::size_t> sum_of(std::vector<std::string> texts)
{
    co_await suspend();
    std::size_t sum = 0;
    for (const auto& text : texts)
        sum += text.size();
    co_return sum;
}

const std::size_t expected = long_text.size() + 2;

} // namespace

class CoroutineProbeTest : public QObject
{
    Q_OBJECT

private slots:
    void temporary_aggregate_as_argument()
    {
        run([this]() -> Task<void> {
            expect(co_await by_value(Aggregate{long_text, {1, 2}}) == expected);
            expect(co_await by_value({long_text, {1, 2}}) == expected);
            expect(co_await by_reference(Aggregate{long_text, {1, 2}}) == expected);
            expect(co_await by_reference({long_text, {1, 2}}) == expected);
            expect(co_await by_optional(Aggregate{long_text, {1, 2}}) == expected);
        });
    }

    void temporary_lambda_with_captures_as_argument()
    {
        run([this]() -> Task<void> {
            const std::string text = long_text;
            expect(co_await call([text] { return text; }) == long_text.size());
        });
    }

    void temporary_coroutine_lambda_called_on_the_spot()
    {
        run([this]() -> Task<void> {
            const std::string text = long_text;
            const auto size = co_await [text]() -> Task<std::size_t> {
                co_await suspend();
                co_return text.size();
            }();
            expect(size == long_text.size());
        });
    }

    void temporary_lambda_as_initiation()
    {
        run([this]() -> Task<void> {
            const std::string text = long_text;
            const auto executor = co_await asio::this_coro::executor;
            const auto got = co_await asio::async_initiate<decltype(use_task), void(std::string)>(
                [text, executor](auto handler) {
                    asio::post(executor, [text, handler = std::move(handler)]() mutable { handler(text); });
                },
                use_task
            );
            expect(got == long_text);
        });
    }

    void spawned_lambda_with_moved_capture()
    {
        run([this]() -> Task<void> {
            auto owned = std::make_unique<std::string>(long_text);
            const auto size = co_await asio::co_spawn(
                co_await asio::this_coro::executor,
                [owned = std::move(owned)]() -> Task<std::size_t> {
                    co_await suspend();
                    co_return owned->size();
                },
                use_task
            );
            expect(size == long_text.size());
        });
    }

    void conditional_expression()
    {
        run([this]() -> Task<void> {
            for (const bool first : {true, false}) {
                const std::string got = first ? co_await give(long_text) : std::string("other");
                expect(got == (first ? long_text : std::string("other")));
            }
        });
    }

    void await_inside_a_condition()
    {
        run([this]() -> Task<void> {
            int both = 0;
            if (co_await give(true) && co_await give(true)) ++both;
            if (co_await give(true) && co_await give(false)) ++both;
            expect(both == 1);
            int rounds = 0;
            while (co_await give(false) || rounds < 3)
                ++rounds;
            expect(rounds == 3);
        });
    }

    void aggregate_built_from_awaits()
    {
        run([this]() -> Task<void> {
            const Aggregate a{co_await give(long_text), co_await give(std::vector<int>{1, 2})};
            expect(a.text.size() + a.numbers.size() == expected);
        });
    }

    void initializer_list_into_a_vector()
    {
        run([this]() -> Task<void> {
            expect(co_await sum_of({long_text, long_text}) == 2 * long_text.size());
        });
    }

    void structured_binding_of_an_await()
    {
        run([this]() -> Task<void> {
            const auto [text, number] = co_await give(std::pair(long_text, 7));
            expect(text == long_text);
            expect(number == 7);
        });
    }

    void error_beside_the_result()
    {
        run([this]() -> Task<void> {
            asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(0));
            const auto [error] = co_await timer.async_wait(asio::as_tuple(use_task));
            expect(!error);
            boost::system::error_code second;
            co_await timer.async_wait(asio::redirect_error(use_task, second));
            expect(!second);
        });
    }

    void exception_after_a_suspension_destroys_what_was_there()
    {
        const auto watched = std::make_shared<int>(1);
        run([&, this]() -> Task<void> {
            try {
                co_await [](std::shared_ptr<int> kept) -> Task<void> {
                    co_await suspend();
                    if (*kept == 1) throw std::runtime_error("expected");
                }(watched);
                expect(false);
            } catch (const std::runtime_error& e) {
                expect(std::string_view(e.what()) == "expected");
            }
        });
        QCOMPARE(watched.use_count(), 1L);
    }

private:
    // QtTest's own macros return, which a coroutine may not.
    void expect(bool good, std::source_location where = std::source_location::current())
    {
        if (!good) failed_ += "line " + std::to_string(where.line()) + " ";
    }

    void run(const std::function<Task<void>()>& body)
    {
        asio::io_context loop{1};
        bool ended = false;
        asio::co_spawn(loop, body(), [&](const std::exception_ptr& error) {
            ended = true;
            if (error) std::rethrow_exception(error);
        });
        loop.run_for(std::chrono::seconds(5));
        QVERIFY(ended);
        QCOMPARE(failed_, std::string());
    }

    std::string failed_;
};

QTEST_GUILESS_MAIN(CoroutineProbeTest)
#include "coroutine_probe_test.moc"
