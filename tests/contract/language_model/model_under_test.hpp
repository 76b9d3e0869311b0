#pragma once

#include "backend/bot/models/anthropic.hpp"
#include "backend/bot/models/decorators.hpp"
#include "backend/bot/models/extractive.hpp"
#include "backend/bot/models/openai_compatible.hpp"
#include "backend/net/http_client.hpp"
#include "tests/support/model_server/model_server.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tandem::test {

// One model with all it needs, on a loop of its own. A provider's is the real client against the scripted
// server, over loopback, on the same loop, with the decorators that stand before it in the product.
class ModelUnderTest
{
public:
    // "extractive", "openai_compatible" or "anthropic"
    explicit ModelUnderTest(const std::string& kind);

    [[nodiscard]] asio::io_context& loop() { return loop_; }
    [[nodiscard]] bot::LanguageModel& model() { return *model_; }
    [[nodiscard]] bool over_http() const { return server_ != nullptr; }

    // A question that both answer with several pieces over some time.
    [[nodiscard]] bot::AnswerRequest question(const std::string& script = {}) const;

    struct Ended
    {
        Result<bot::AnswerResult> result = fail(Errc::internal, "did not end");
        std::string text;
        std::size_t pieces = 0;
        bool empty_piece = false;
        Millis took{0};
    };

    // Asks, and requests a stop after `stop_after` pieces (0: never, unless `stop` was requested before).
    [[nodiscard]] Ended
    ask(bot::AnswerRequest request, std::size_t stop_after = 0, bool stopped_before = false);

    // Asks, stops after this time, and tells how long the server still saw the connection after that.
    [[nodiscard]] Millis time_to_close(bot::AnswerRequest request, Millis stop_after);

    // A number of the server's GET /stats.
    [[nodiscard]] std::int64_t stat(const char* name);

private:
    template <class T>
    T run(Task<T> task);

    asio::io_context loop_;
    std::unique_ptr<testing::ModelServer> server_;
    std::unique_ptr<net::HttpClient> client_;
    SeededRandom random_{7};
    std::unique_ptr<Timers> timers_ = create_timers(loop_.get_executor());
    std::vector<std::unique_ptr<bot::LanguageModel>> inner_;
    std::unique_ptr<bot::LanguageModel> model_;
};

} // namespace tandem::test
