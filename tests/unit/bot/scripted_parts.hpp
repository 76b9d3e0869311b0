#pragma once

#include "backend/bot/knowledge/knowledge_index.hpp"
#include "backend/bot/models/language_model.hpp"

#include <boost/asio/redirect_error.hpp>
#include <optional>

namespace tandem::test {

// Finds what it was told to find, and remembers what it was asked.
class ScriptedKnowledge final : public bot::KnowledgeIndex
{
public:
    std::vector<bot::Passage> passages;
    std::optional<Error> error;
    std::vector<std::string> queries;
    std::vector<bot::ArticleHint> hints; // of the last one

    Task<Result<std::vector<bot::Passage>>> search(bot::SearchRequest request) override
    {
        queries.push_back(std::move(request.query));
        hints = std::move(request.hints);
        if (error) co_return std::unexpected(*error);
        co_return passages;
    }
    std::string version() const override { return "scripted"; }
    std::size_t article_count() const override { return passages.size(); }
};

// Says its words, then ends as told; or hangs until it is stopped.
class ScriptedModel final : public bot::LanguageModel
{
public:
    std::vector<std::string> says;
    Result<bot::AnswerResult> ends =
        bot::AnswerResult{.outcome = protocol::AnswerOutcome::answered, .sources = {}, .model = "scripted"};
    bool hangs = false;
    int calls = 0;
    int running = 0;
    std::vector<bot::AnswerRequest> requests;

    Task<Result<bot::AnswerResult>>
    answer(bot::AnswerRequest request, bot::DeltaSink sink, std::stop_token stop) override
    {
        ++calls;
        ++running;
        requests.push_back(std::move(request));
        for (const auto& text : says)
            sink(text);
        if (hangs) {
            asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::hours(1));
            const std::stop_callback wake(stop, [&timer] { timer.cancel(); });
            boost::system::error_code ignored; // only a stop ends it
            if (!stop.stop_requested()) co_await timer.async_wait(asio::redirect_error(use_task, ignored));
            --running;
            co_return fail(Errc::cancelled);
        }
        --running;
        co_return ends;
    }
    std::string_view name() const override { return "scripted"; }
};

} // namespace tandem::test
