#include "backend/net/response_parser.hpp"

#include "backend/net/request_head.hpp"
#include "backend/net/stream.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace tandem::net {

namespace {

namespace http = boost::beast::http;
using BeastView = boost::beast::string_view;

constexpr std::uint32_t response_head_limit = 16 * 1024;
constexpr int interim_limit = 8;

std::string_view view(BeastView text) { return {text.data(), text.size()}; }

} // namespace

// Beast calls these as it recognises the parts.
class ResponseParser::Parser final : public http::basic_parser<false>
{
public:
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    const Sink* sink = nullptr; // during put()
    bool gave_up = false;

private:
    void on_request_impl(http::verb, BeastView, BeastView, int, ErrorCode&) override {}

    void on_response_impl(int code, BeastView, int, ErrorCode&) override { status = code; }

    void on_field_impl(http::field, BeastView name, BeastView value, ErrorCode&) override
    {
        if (!is_header_done()) headers.emplace_back(to_lower(view(name)), view(value));
    }

    void on_header_impl(ErrorCode&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}

    std::size_t on_body_impl(BeastView piece, ErrorCode& error) override
    {
        if (!piece.empty() && !(*sink)(view(piece))) {
            gave_up = true;
            error = boost::asio::error::operation_aborted;
        }
        return piece.size();
    }

    void on_chunk_header_impl(std::uint64_t, BeastView, ErrorCode&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t, BeastView piece, ErrorCode& error) override
    {
        return on_body_impl(piece, error);
    }

    void on_finish_impl(ErrorCode&) override {}
};

ResponseParser::ResponseParser(std::size_t body_limit, bool answers_head_request)
    : body_limit_(body_limit),
      answers_head_request_(answers_head_request)
{
    start();
}

ResponseParser::~ResponseParser() = default;

void ResponseParser::start()
{
    parser_ = std::make_unique<Parser>();
    parser_->eager(true);
    parser_->header_limit(response_head_limit);
    parser_->body_limit(body_limit_);
    parser_->skip(answers_head_request_);
}

Result<std::size_t> ResponseParser::put(std::string_view bytes, const Sink& sink)
{
    std::size_t taken = 0;
    while (taken < bytes.size() && !parser_->is_done()) {
        ErrorCode error;
        parser_->sink = &sink;
        const auto rest = bytes.substr(taken);
        taken += parser_->put(boost::asio::buffer(rest.data(), rest.size()), error);
        if (parser_->gave_up) return fail(Errc::cancelled, "body");
        if (error == http::error::need_more) break;
        if (error == http::error::body_limit) return fail(Errc::too_large, "body");
        if (error == http::error::header_limit) return fail(Errc::too_large, "head");
        if (error) return fail(Errc::unavailable, head_done() ? "body" : "head");

        if (parser_->is_done() && parser_->status < 200) {
            // "100 Continue" and the like: the answer is still to come. 101 is one we never asked for.
            if (parser_->status == 101 || ++interim_answers_ > interim_limit)
                return fail(Errc::unavailable, "head");
            start();
        }
    }
    return taken;
}

Result<void> ResponseParser::end()
{
    if (!head_done()) return fail(Errc::unavailable, "head");
    ErrorCode error;
    parser_->put_eof(error);
    if (error) return fail(Errc::unavailable, "body");
    return {};
}

bool ResponseParser::head_done() const { return parser_->is_header_done(); }
bool ResponseParser::done() const { return parser_->is_done(); }
bool ResponseParser::keep_alive() const { return parser_->keep_alive(); }
int ResponseParser::status() const { return parser_->status; }

std::vector<std::pair<std::string, std::string>> ResponseParser::take_headers()
{
    return std::move(parser_->headers);
}

} // namespace tandem::net
