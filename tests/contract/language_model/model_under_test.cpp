#include "tests/contract/language_model/model_under_test.hpp"

#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <optional>
#include <stdexcept>

namespace tandem::test {
namespace {

constexpr std::chrono::seconds patience(20);

// One kind's settings have the same names as the other's.
template <class Settings>
Settings settings_for(const testing::ModelServer& server, const char* path)
{
    Settings settings;
    settings.base_url = "http://127.0.0.1:" + std::to_string(server.port()) + path;
    settings.model = "scripted";
    settings.api_key = "test-key";
    settings.first_byte_time = Millis(400);
    settings.idle_time = Millis(1'500);
    return settings;
}

} // namespace

ModelUnderTest::ModelUnderTest(const std::string& kind)
{
    if (kind == "extractive") {
        model_ = bot::create_extractive_model({.confident = 0.5, .words_per_second = 100}, system_clock());
        return;
    }
    testing::Script script;
    script.first_ms = 1;
    script.every_ms = 10;
    script.tokens = 12;
    server_ = std::make_unique<testing::ModelServer>(loop_, 0, script);
    server_->start();
    client_ = net::create_http_client(loop_, {});
    if (kind == "openai_compatible") {
        inner_.push_back(bot::create_openai_compatible(
            settings_for<bot::OpenAiSettings>(*server_, "/v1"), *client_, system_clock()
        ));
    } else {
        inner_.push_back(bot::create_anthropic(
            settings_for<bot::AnthropicSettings>(*server_, ""), *client_, system_clock()
        ));
    }
    const bot::ModelTools tools{system_clock(), *timers_, random_};
    const auto stats = std::make_shared<bot::ModelStats>();
    const auto breaker = std::make_shared<bot::Breaker>(bot::BreakerSettings{});
    inner_.push_back(bot::with_retry(*inner_.back(), {.first_pause = Millis(50)}, tools, stats));
    inner_.push_back(bot::with_breaker(*inner_.back(), breaker, tools, stats));
    inner_.push_back(bot::with_queue(*inner_.back(), {}, tools, stats));
    const auto ledger = std::make_shared<bot::BudgetLedger>(bot::BudgetCaps{});
    inner_.push_back(bot::with_budget(*inner_.back(), {}, ledger, tools, stats));
    inner_.push_back(
        bot::with_hedge(*inner_.back(), *inner_.back(), {.after = std::chrono::hours(1)}, tools, stats)
    );
    model_ = bot::with_fallback({inner_.back().get()}, system_clock());
}

bot::AnswerRequest ModelUnderTest::question(const std::string& script) const
{
    bot::AnswerRequest request;
    request.question = "How long may I return something? " + script;
    bot::Passage passage;
    passage.article_id = "return-window";
    passage.title = "How long can I return?";
    passage.text =
        "You can return any item within thirty days of its delivery. It must be unused, clean and in the "
        "box "
        "that it came in. Keep the receipt of the shop until the refund has arrived on your account.";
    passage.locale = "en";
    passage.score = 0.9;
    request.passages = {passage};
    request.language = "en";
    request.deadline = Deadline::after(system_clock(), std::chrono::seconds(15));
    return request;
}

template <class T>
T ModelUnderTest::run(Task<T> task)
{
    std::optional<T> result;
    std::exception_ptr thrown;
    asio::co_spawn(loop_, std::move(task), [&](std::exception_ptr error, T value) {
        thrown = error;
        if (!error) result = std::move(value);
    });
    loop_.restart();
    const auto limit = std::chrono::steady_clock::now() + patience;
    while (!result && !thrown && std::chrono::steady_clock::now() < limit)
        loop_.run_one_for(std::chrono::milliseconds(50));
    if (thrown) std::rethrow_exception(thrown);
    if (!result) throw std::runtime_error("the model did not answer in time");
    return std::move(*result);
}

ModelUnderTest::Ended
ModelUnderTest::ask(bot::AnswerRequest request, std::size_t stop_after, bool stopped_before)
{
    Ended ended;
    std::stop_source stop;
    if (stopped_before) stop.request_stop();
    const auto started = std::chrono::steady_clock::now();
    const auto sink = [&](std::string_view piece) {
        ended.text += piece;
        ended.empty_piece |= piece.empty();
        if (++ended.pieces == stop_after) asio::post(loop_, [&] { stop.request_stop(); });
    };
    ended.result = run(model_->answer(std::move(request), sink, stop.get_token()));
    ended.took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - started);
    // Whatever still came would come now.
    const auto pieces = ended.pieces;
    loop_.restart();
    loop_.run_for(std::chrono::milliseconds(50));
    if (ended.pieces != pieces) throw std::runtime_error("a delta came after the call had resumed");
    return ended;
}

Millis ModelUnderTest::time_to_close(bot::AnswerRequest request, Millis stop_after)
{
    using Now = std::chrono::steady_clock;
    std::stop_source stop;
    Now::time_point stopped;
    asio::steady_timer timer(loop_, stop_after);
    timer.async_wait([&](boost::system::error_code) {
        stopped = Now::now();
        stop.request_stop();
    });
    const auto aborted = server_->stats().aborted;
    bool ended = false;
    asio::co_spawn(
        loop_,
        model_->answer(
            std::move(request), [](std::string_view) {}, stop.get_token()
        ),
        [&](std::exception_ptr, const Result<bot::AnswerResult>&) { ended = true; }
    );
    loop_.restart();
    const auto limit = Now::now() + patience;
    while ((!ended || server_->stats().aborted == aborted) && Now::now() < limit)
        loop_.run_one_for(std::chrono::milliseconds(10));
    if (!ended || server_->stats().aborted == aborted)
        throw std::runtime_error("the connection stayed open");
    return std::chrono::duration_cast<Millis>(Now::now() - stopped);
}

std::int64_t ModelUnderTest::stat(const char* name)
{
    net::OutgoingRequest request;
    request.method = "GET";
    request.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/stats";
    request.deadline = Deadline::after(system_clock(), std::chrono::seconds(5));
    const auto response = run(client_->fetch(std::move(request), {}));
    return boost::json::parse(response.value().body).at(name).to_number<std::int64_t>();
}

} // namespace tandem::test
