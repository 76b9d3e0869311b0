#include "tests/contract/language_model/model_under_test.hpp"

#include <boost/asio/post.hpp>
#include <boost/json/parse.hpp>
#include <optional>
#include <stdexcept>

namespace tandem::test {
namespace {

constexpr std::chrono::seconds patience(20);

std::string base_url(const testing::ModelServer& server)
{
    return "http://127.0.0.1:" + std::to_string(server.port()) + "/v1";
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
    bot::OpenAiSettings settings;
    settings.base_url = base_url(*server_);
    settings.model = "scripted";
    settings.api_key = "test-key";
    settings.first_byte_time = Millis(400);
    settings.idle_time = Millis(1'500);
    model_ = bot::create_openai_compatible(settings, *client_, system_clock(), random_);
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
