#pragma once

#include "backend/bot/models/decorators.hpp"
#include "backend/util/signal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tandem::test {

// A model whose answers speak and end when the test says so, and remember whether they were stopped.
class SteppedModel final : public bot::LanguageModel
{
public:
    struct Call
    {
        explicit Call(const asio::any_io_executor& executor) : ends(executor) {}
        bot::AnswerRequest request;
        bot::DeltaSink sink;
        Signal ends;
        Result<bot::AnswerResult> result = fail(Errc::internal);
        bool stopped = false;
        bool over = false;
    };

    explicit SteppedModel(std::string name = "stepped") : name_(std::move(name)) {}

    std::vector<std::shared_ptr<Call>> calls;
    Millis resting{0};
    std::vector<Errc> refuses; // the first calls fail at once with these

    Task<Result<bot::AnswerResult>>
    answer(bot::AnswerRequest request, bot::DeltaSink sink, std::stop_token stop) override
    {
        const auto call = std::make_shared<Call>(co_await asio::this_coro::executor);
        call->request = std::move(request);
        call->sink = std::move(sink);
        calls.push_back(call);
        if (calls.size() <= refuses.size()) {
            call->over = true;
            co_return fail(refuses[calls.size() - 1]);
        }
        const std::stop_callback on_stop(stop, [call] {
            call->stopped = true;
            call->ends.set();
        });
        co_await call->ends.wait();
        call->over = true;
        if (call->stopped) co_return fail(Errc::cancelled);
        co_return call->result;
    }

    void say(std::size_t call, std::string_view text) const { calls.at(call)->sink(text); }

    void end(std::size_t call, std::optional<Errc> error = {}) const
    {
        bot::AnswerResult answer;
        answer.outcome = protocol::AnswerOutcome::answered;
        answer.model = name_;
        if (error)
            calls.at(call)->result = fail(*error);
        else
            calls.at(call)->result = std::move(answer);
        calls.at(call)->ends.set();
    }

    std::string_view name() const override { return name_; }
    Millis rest() const override { return resting; }

private:
    std::string name_;
};

// Questions to one model, by name, on a loop that the test turns.
class Asking
{
public:
    struct Question
    {
        std::stop_source stop;
        std::string text;
        std::optional<Result<bot::AnswerResult>> result;
    };

    Asking() : timers(clock) {}

    Question& ask(bot::LanguageModel& model, bot::AnswerRequest request = {})
    {
        questions_.push_back(std::make_unique<Question>());
        Question& question = *questions_.back();
        asio::co_spawn(
            loop,
            model.answer(
                std::move(request),
                [&question](std::string_view piece) { question.text += piece; },
                question.stop.get_token()
            ),
            [&question](std::exception_ptr, Result<bot::AnswerResult> result) {
                question.result = std::move(result);
            }
        );
        turn();
        return question;
    }

    // Everything that can happen now happens.
    void turn()
    {
        loop.restart();
        loop.poll();
    }

    void advance(Millis time)
    {
        timers.advance(time);
        turn();
    }

    void stop(Question& question)
    {
        asio::post(loop, [&question] { question.stop.request_stop(); });
        turn();
    }

    // 0: answered, -1: not yet, else the error.
    [[nodiscard]] static int code(const Question& question)
    {
        if (!question.result) return -1;
        return question.result->has_value() ? 0 : int(question.result->error().code);
    }

    [[nodiscard]] bot::AnswerRequest
    by(std::string customer,
       Millis time = std::chrono::hours(1),
       bot::Purpose purpose = bot::Purpose::customer) const
    {
        bot::AnswerRequest request;
        request.asker = {"c-" + customer, std::move(customer), purpose};
        request.deadline = Deadline::after(clock, time);
        return request;
    }

    ManualClock clock;
    SeededRandom random{11};
    asio::io_context loop;
    std::shared_ptr<bot::ModelStats> stats = std::make_shared<bot::ModelStats>();
    ManualTimers timers;
    bot::ModelTools tools{clock, timers, random};

private:
    std::vector<std::unique_ptr<Question>> questions_;
};

} // namespace tandem::test
