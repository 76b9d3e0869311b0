#include "backend/bot/models/openai_compatible.hpp"

#include "backend/bot/models/chat_stream.hpp"
#include "backend/bot/models/prompt.hpp"
#include "backend/net/sse_parser.hpp"
#include "backend/util/embedded.hpp"
#include "shared/text/code_points.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <optional>
#include <stdexcept>

namespace tandem::bot {

namespace {

namespace json = boost::json;

constexpr Millis first_pause{500};
constexpr Millis longest_pause{8'000};
constexpr std::size_t body_limit = 4 * 1024 * 1024;

std::string instructions()
{
    for (const auto& file : embedded::prompts()) {
        if (file.path == "answer.v1.md") return std::string(file.content);
    }
    throw std::logic_error("the prompt answer.v1.md is not part of this build");
}

// One exchange with the server, fed as the body arrives.
class Exchange
{
public:
    explicit Exchange(const DeltaSink& sink)
        : sink_(sink),
          parser_([this](net::ServerSentEvent event) { on_data(event.data); }, 1024 * 1024)
    {}

    // False: nothing more is wanted.
    bool feed(const net::IncomingResponse& head, std::string_view piece)
    {
        status_ = head.status;
        if (status_ != 200) {
            if (document_.size() < 16 * 1024) document_.append(piece);
            return true;
        }
        is_stream_ = head.header("content-type").starts_with("text/event-stream");
        if (is_stream_) {
            if (!parser_.feed(piece)) failure_ = Error(Errc::bad_request, "line too long");
        } else {
            document_.append(piece);
        }
        return !failure_ && !stream_.done();
    }

    // After the last piece.
    void end()
    {
        if (status_ != 200) {
            failure_ = Error(chat_error(status_, error_type()), "status " + std::to_string(status_));
        } else if (is_stream_) {
            if (!failure_ && !parser_.finish()) failure_ = Error(Errc::bad_request, "line too long");
        } else if (!failure_) {
            on_data(document_); // a whole completion instead of a stream
        }
        if (!failure_ && !stream_.anything())
            failure_ = Error(Errc::bad_request, "no completion in the answer");
    }

    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] const ChatStream& stream() const { return stream_; }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool complete() const { return !stream_.finish_reason().empty() || stream_.done(); }

private:
    void on_data(const std::string& data)
    {
        if (failure_) return;
        auto piece = stream_.feed(data);
        if (!piece) {
            failure_ = piece.error();
            return;
        }
        if (piece->empty()) return;
        const auto clean = text::to_valid_utf8(*piece);
        text_ += clean;
        sink_(clean);
    }

    std::string error_type() const
    {
        ChatStream probe;
        // The document of an error has the same shape as an error inside a stream; only its meaning is
        // asked for.
        const auto r = probe.feed(document_);
        return !r && r.error().code == Errc::forbidden ? "insufficient_quota" : std::string();
    }

    const DeltaSink& sink_;
    net::SseParser parser_;
    ChatStream stream_;
    std::string text_;
    std::string document_;
    std::optional<Error> failure_;
    int status_ = 0;
    bool is_stream_ = false;
};

class OpenAiCompatible final : public LanguageModel
{
public:
    OpenAiCompatible(OpenAiSettings settings, net::HttpClient& client, const Clock& clock, Random& random)
        : settings_(std::move(settings)),
          client_(client),
          clock_(clock),
          random_(random),
          instructions_(instructions())
    {}

    std::string_view name() const override { return settings_.model; }

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        const std::string body = body_of(request);
        Millis pause = first_pause;
        for (int attempt = 0;; ++attempt) {
            Exchange exchange(sink);
            auto response = co_await client_.stream(
                outgoing(body, request.deadline),
                [&exchange](const net::IncomingResponse& head, std::string_view piece) {
                    return exchange.feed(head, piece);
                },
                stop
            );
            if (stop.stop_requested()) co_return fail(Errc::cancelled);
            auto result = judge(response, exchange, request);
            if (result || !exchange.text().empty() || !worth_retrying(result.error().code) ||
                attempt >= settings_.retries) {
                co_return result;
            }
            const Millis wait =
                response ? told_to_wait(*response).value_or(jittered(pause)) : jittered(pause);
            if (wait >= request.deadline.left(clock_)) co_return result;
            asio::steady_timer timer(co_await asio::this_coro::executor, wait);
            // A stop during the pause ends it.
            const std::stop_callback wake(stop, [&timer] { timer.cancel(); });
            boost::system::error_code ignored;
            co_await timer.async_wait(asio::redirect_error(use_task, ignored));
            if (stop.stop_requested()) co_return fail(Errc::cancelled);
            pause = std::min(pause * 2, longest_pause);
        }
    }

private:
    std::string body_of(const AnswerRequest& request) const
    {
        json::array messages;
        for (const ChatMessage& message : answer_prompt(instructions_, request)) {
            messages.push_back(json::object{{"role", message.role}, {"content", message.content}});
        }
        json::object body{
            {"model", settings_.model},
            {"messages", std::move(messages)},
            {"stream", true},
            {"stream_options", json::object{{"include_usage", true}}},
        };
        body[settings_.max_completion_tokens ? "max_completion_tokens" : "max_tokens"] =
            settings_.max_tokens;
        return json::serialize(body);
    }

    net::OutgoingRequest outgoing(const std::string& body, Deadline deadline) const
    {
        net::OutgoingRequest request;
        request.method = "POST";
        request.url = settings_.base_url + "/chat/completions";
        request.headers = {{"content-type", "application/json"}, {"accept", "text/event-stream"}};
        if (!settings_.api_key.empty())
            request.headers.emplace_back("authorization", "Bearer " + settings_.api_key);
        request.body = body;
        request.deadline = deadline;
        request.first_byte_time = settings_.first_byte_time;
        request.idle_time = settings_.idle_time;
        request.body_limit = body_limit;
        return request;
    }

    Result<AnswerResult> judge(
        const Result<net::IncomingResponse>& response, Exchange& exchange, const AnswerRequest& request
    ) const
    {
        // A client that gave up because [DONE] came reports a cancelled body; that is no failure.
        const bool ended_by_us = exchange.stream().done() || exchange.failure();
        if (!response && !ended_by_us) {
            const bool late = response.error().code == Errc::deadline_exceeded;
            if (late && request.deadline.passed(clock_)) return fail(Errc::deadline_exceeded);
            // Broken off after its last word, before the formal end: the words are there.
            if (!exchange.text().empty() && exchange.complete()) return result_of(exchange, request);
            return fail(
                response.error().code == Errc::too_large ? Errc::bad_request : Errc::unavailable,
                response.error().detail
            );
        }
        exchange.end();
        if (exchange.failure()) return std::unexpected(*exchange.failure());
        if (exchange.text().empty()) return fail(Errc::bad_request, "an answer without text");
        return result_of(exchange, request);
    }

    AnswerResult result_of(const Exchange& exchange, const AnswerRequest& request) const
    {
        AnswerResult result;
        result.sources = cited_sources(exchange.text(), request.passages);
        result.outcome = protocol::AnswerOutcome::answered;
        result.model = settings_.model;
        result.prompt_tokens = exchange.stream().prompt_tokens();
        result.answer_tokens = exchange.stream().answer_tokens();
        result.truncated =
            exchange.stream().finish_reason() == "length" || exchange.stream().finish_reason().empty();
        return result;
    }

    static bool worth_retrying(Errc code) { return code == Errc::overloaded || code == Errc::unavailable; }

    static std::optional<Millis> told_to_wait(const net::IncomingResponse& response)
    {
        const auto ms = retry_after_ms(response.header("retry-after-ms"), response.header("retry-after"));
        return ms ? std::optional(Millis(*ms)) : std::nullopt;
    }

    // Full delay less up to a quarter, so that many who were refused together do not come back together.
    Millis jittered(Millis pause)
    {
        return pause - Millis(random_.below(std::uint64_t(pause.count() / 4) + 1));
    }

    OpenAiSettings settings_;
    net::HttpClient& client_;
    const Clock& clock_;
    Random& random_;
    std::string instructions_;
};

} // namespace

std::unique_ptr<LanguageModel> create_openai_compatible(
    OpenAiSettings settings, net::HttpClient& client, const Clock& clock, Random& random
)
{
    return std::make_unique<OpenAiCompatible>(std::move(settings), client, clock, random);
}

} // namespace tandem::bot
