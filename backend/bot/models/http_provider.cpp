#include "backend/bot/models/http_provider.hpp"

#include "backend/bot/models/citations.hpp"
#include "backend/bot/models/provider_errors.hpp"
#include "backend/net/sse_parser.hpp"
#include "shared/text/code_points.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace tandem::bot {

namespace {

constexpr std::size_t body_limit = 4 * 1024 * 1024;
constexpr std::size_t event_limit = 1024 * 1024;
constexpr std::size_t error_limit = 16 * 1024;
constexpr std::size_t text_limit = 64 * 1024; // of an answer
constexpr Millis end_time{100};               // from an answer's formal end to the end of the response

// One exchange with the server, fed as the body arrives.
class Exchange
{
public:
    Exchange(const DeltaSink& sink, std::unique_ptr<CompletionReader> reader)
        : sink_(sink),
          reader_(std::move(reader)),
          parser_([this](net::ServerSentEvent event) { on_data(event.data); }, event_limit)
    {}

    // False: nothing more is wanted.
    bool feed(const net::IncomingResponse& head, std::string_view piece)
    {
        status_ = head.status;
        if (status_ != 200) {
            if (document_.size() < error_limit) document_.append(piece.substr(0, error_limit));
            return true;
        }
        is_stream_ = head.header("content-type").starts_with("text/event-stream");
        if (is_stream_) {
            if (!parser_.feed(piece)) failure_ = Error(Errc::bad_request, "line too long");
        } else {
            document_.append(piece);
        }
        return !failure_;
    }

    // After the last piece.
    void end()
    {
        if (status_ != 200) {
            failure_ = Error(reader_->refusal(status_, document_), "status " + std::to_string(status_));
        } else if (is_stream_) {
            if (!failure_ && !parser_.finish()) failure_ = Error(Errc::bad_request, "line too long");
        } else if (!failure_) {
            on_data(document_); // a whole answer instead of a stream
        }
        if (!failure_ && !reader_->anything())
            failure_ = Error(Errc::bad_request, "no completion in the answer");
    }

    [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
    [[nodiscard]] const CompletionReader& reader() const { return *reader_; }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    void on_data(const std::string& data)
    {
        if (failure_) return;
        auto piece = reader_->feed(data);
        if (!piece) {
            failure_ = piece.error();
            return;
        }
        if (piece->empty()) return;
        const auto clean = text::to_valid_utf8(*piece);
        if (text_.size() + clean.size() > text_limit) {
            failure_ = Error(Errc::bad_request, "an answer without end");
            return;
        }
        text_ += clean;
        sink_(clean);
    }

    const DeltaSink& sink_;
    std::unique_ptr<CompletionReader> reader_;
    net::SseParser parser_;
    std::string text_;
    std::string document_;
    std::optional<Error> failure_;
    int status_ = 0;
    bool is_stream_ = false;
};

class HttpModel final : public LanguageModel
{
public:
    HttpModel(HttpProvider provider, net::HttpClient& client, const Clock& clock)
        : provider_(std::move(provider)),
          client_(client),
          clock_(clock)
    {}

    std::string_view name() const override { return provider_.model; }

    Millis rest() const override
    {
        const auto now = clock_.steady();
        return resting_until_ > now ? std::chrono::ceil<Millis>(resting_until_ - now) : Millis(0);
    }

    Task<Result<AnswerResult>> answer(AnswerRequest request, DeltaSink sink, std::stop_token stop) override
    {
        Exchange exchange(sink, provider_.reader());
        std::stop_source ending;
        const std::stop_callback on_stop(stop, [&ending] { ending.request_stop(); });
        // A response that is read to its end leaves the connection to the next question. Some servers never
        // end it.
        asio::steady_timer end(co_await asio::this_coro::executor);
        bool ends = false;
        const auto on_piece = [&](const net::IncomingResponse& head, std::string_view piece) {
            const bool more = exchange.feed(head, piece);
            if (more && exchange.reader().done() && !std::exchange(ends, true)) {
                end.expires_after(end_time);
                end.async_wait([ending](boost::system::error_code cancelled) mutable {
                    if (!cancelled) ending.request_stop();
                });
            }
            return more;
        };
        auto response = co_await client_.stream(outgoing(request), on_piece, ending.get_token());
        if (stop.stop_requested()) co_return fail(Errc::cancelled);
        auto result = judge(response, exchange, request);
        if (!result && response) result = heed(*response, result.error());
        co_return result;
    }

private:
    [[nodiscard]] net::OutgoingRequest outgoing(const AnswerRequest& request) const
    {
        net::OutgoingRequest out;
        out.method = "POST";
        out.url = provider_.url;
        out.headers = provider_.headers;
        out.headers.emplace_back("content-type", "application/json");
        out.headers.emplace_back("accept", "text/event-stream");
        out.body = provider_.body(request);
        out.deadline = request.deadline;
        out.first_byte_time = provider_.first_byte_time;
        out.idle_time = provider_.idle_time;
        out.body_limit = body_limit;
        return out;
    }

    Result<AnswerResult> judge(
        const Result<net::IncomingResponse>& response, Exchange& exchange, const AnswerRequest& request
    ) const
    {
        // A response that we ended reports a cancelled body; that is no failure.
        const bool ended_by_us = exchange.reader().done() || exchange.failure();
        if (!response && !ended_by_us) {
            const bool late = response.error().code == Errc::deadline_exceeded;
            if (late && request.deadline.passed(clock_)) return fail(Errc::deadline_exceeded);
            // Broken off after its last word, before the formal end: the words are there.
            if (!exchange.text().empty() && exchange.reader().complete())
                return result_of(exchange, request);
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

    [[nodiscard]] AnswerResult result_of(const Exchange& exchange, const AnswerRequest& request) const
    {
        AnswerResult result;
        result.sources = cited_sources(exchange.text(), request.passages);
        result.outcome = protocol::AnswerOutcome::answered;
        result.model = provider_.model;
        result.prompt = provider_.prompt;
        result.prompt_tokens = exchange.reader().prompt_tokens();
        result.answer_tokens = exchange.reader().answer_tokens();
        result.truncated = exchange.reader().truncated();
        return result;
    }

    // What the headers of a refusal ask for.
    std::unexpected<Error> heed(const net::IncomingResponse& response, Error error)
    {
        const auto header = [&](std::string_view name) { return response.header(name); };
        const auto wait = retry_after(header, clock_.wall());
        if (error.code == Errc::overloaded && wait)
            resting_until_ = std::max(resting_until_, clock_.steady() + *wait);
        const auto again = response.header("x-should-retry");
        if (error.code == Errc::overloaded && again == "false") error.code = Errc::forbidden;
        if (error.code == Errc::bad_request && response.status >= 400 && again == "true")
            error.code = Errc::overloaded;
        return std::unexpected(std::move(error));
    }

    HttpProvider provider_;
    net::HttpClient& client_;
    const Clock& clock_;
    SteadyTime resting_until_{};
};

} // namespace

std::unique_ptr<LanguageModel>
create_http_model(HttpProvider provider, net::HttpClient& client, const Clock& clock)
{
    return std::make_unique<HttpModel>(std::move(provider), client, clock);
}

} // namespace tandem::bot
