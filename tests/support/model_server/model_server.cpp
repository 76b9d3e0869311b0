#include "tests/support/model_server/model_server.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace tandem::testing {

namespace {

namespace json = boost::json;
using asio::ip::tcp;

constexpr std::size_t largest_request = 4 * 1024 * 1024;

Task<bool> write_all(tcp::socket& socket, std::string_view bytes)
{
    boost::system::error_code ec;
    co_await asio::async_write(socket, asio::buffer(bytes), asio::redirect_error(use_task, ec));
    co_return !ec;
}

Task<void> sleep_for(Millis time)
{
    if (time.count() <= 0) co_return;
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(use_task);
}

std::string last_user_message(const std::string& body)
{
    json::error_code ec;
    const auto parsed = json::parse(body, ec);
    if (ec || !parsed.is_object()) return {};
    const auto* messages = parsed.get_object().if_contains("messages");
    if (messages == nullptr || !messages->is_array() || messages->get_array().empty()) return {};
    const auto* last = messages->get_array().back().if_object();
    const auto* content = last == nullptr ? nullptr : last->if_contains("content");
    return content != nullptr && content->is_string() ? std::string(content->get_string().c_str())
                                                      : std::string();
}

std::string document(int status, const char* type, const std::string& body, const std::string& more = {})
{
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more + "\r\n" + body;
}

// Length of the body that a request's head announces; nothing when it announces none.
std::size_t content_length(std::string head)
{
    for (char& c : head)
        c = char(std::tolower(static_cast<unsigned char>(c)));
    const auto at = head.find("\r\ncontent-length:");
    if (at == std::string::npos) return 0;
    const auto start = head.find_first_of("0123456789", at);
    std::size_t value = 0;
    std::from_chars(head.data() + start, head.data() + head.size(), value);
    return value;
}

} // namespace

ModelServer::ModelServer(asio::io_context& loop, std::uint16_t port, Script defaults)
    : loop_(loop),
      acceptor_(loop, tcp::endpoint(asio::ip::make_address("127.0.0.1"), port)),
      defaults_(std::move(defaults))
{
    acceptor_.listen(4'096);
}

void ModelServer::start() { asio::co_spawn(loop_, accept(), asio::detached); } // ends with the loop

Task<void> ModelServer::accept()
{
    while (true) {
        auto socket = co_await acceptor_.async_accept(use_task);
        socket.set_option(tcp::no_delay(true));
        ++stats_.connections;
        asio::co_spawn(loop_, serve(std::move(socket)), [](std::exception_ptr) {}); // a client that left
    }
}

Task<void> ModelServer::serve(tcp::socket socket)
{
    std::string buffer;
    while (true) {
        boost::system::error_code ec;
        const auto head_size = co_await asio::async_read_until(
            socket,
            asio::dynamic_buffer(buffer, largest_request),
            "\r\n\r\n",
            asio::redirect_error(use_task, ec)
        );
        if (ec) co_return;
        const std::string head = buffer.substr(0, head_size);
        const std::size_t total = head_size + content_length(head);
        while (buffer.size() < total) {
            std::array<char, 16'384> piece{};
            const auto got =
                co_await socket.async_read_some(asio::buffer(piece), asio::redirect_error(use_task, ec));
            if (ec) co_return;
            buffer.append(piece.data(), got);
        }
        const std::string body = buffer.substr(head_size, total - head_size);
        buffer.erase(0, total);

        if (head.starts_with("GET /last")) {
            if (!co_await write_all(socket, document(200, "application/json", last_request_))) co_return;
            continue;
        }
        if (head.starts_with("GET /stats")) {
            const json::object stats{
                {"connections", stats_.connections},
                {"requests", stats_.requests},
                {"finished", stats_.finished},
                {"aborted", stats_.aborted},
                {"open", stats_.open},
            };
            if (!co_await write_all(socket, document(200, "application/json", json::serialize(stats))))
                co_return;
            continue;
        }
        ++stats_.requests;
        ++stats_.open;
        last_request_ = body;
        const auto dialect =
            head.find("/messages ") < head.find("\r\n") ? Dialect::messages : Dialect::chat;
        const bool whole = co_await answer(socket, body, dialect);
        --stats_.open;
        ++(whole ? stats_.finished : stats_.aborted);
        if (!whole) co_return;
    }
}

Task<bool> ModelServer::answer(tcp::socket& socket, const std::string& body, Dialect dialect)
{
    const std::string message = last_user_message(body);
    const Script script = script_for(message, defaults_);
    int status = script.status;
    if (script.once_status != 0 && refused_once_.insert(message).second) status = script.once_status;
    if (status != 200) {
        const std::string more =
            script.retry_after >= 0 ? "Retry-After: " + std::to_string(script.retry_after) + "\r\n" : "";
        // Its type tells the two dialects apart nowhere: what counts is the status.
        const std::string error =
            R"({"type":"error","error":{"message":"scripted","type":"scripted","param":null,"code":null}})";
        co_return co_await write_all(socket, document(status, "application/json", error, more));
    }
    if (script.html)
        co_return co_await write_all(
            socket, document(200, "text/html", "<html><body>Sign in</body></html>")
        );
    if (script.whole) {
        co_await sleep_for(Millis(script.first_ms));
        const std::string whole = whole_answer(dialect, script);
        co_return co_await write_all(socket, document(200, "application/json", whole));
    }
    co_return co_await stream(socket, script, dialect);
}

Task<bool> ModelServer::stream(tcp::socket& socket, const Script& script, Dialect dialect)
{
    const char* line_end = script.crlf ? "\r\n" : "\n";
    const auto send = [&](const Piece& piece) -> Task<bool> {
        std::string event;
        if (!piece.event.empty()) event += "event: " + piece.event + line_end;
        event += "data: " + piece.data + line_end + line_end;
        if (!script.split) {
            char size[32];
            const int n = std::snprintf(size, sizeof size, "%zx\r\n", event.size());
            co_return co_await write_all(socket, std::string(size, std::size_t(n)) + event + "\r\n");
        }
        for (const char c : event) {
            if (!co_await write_all(socket, std::string("1\r\n") + c + "\r\n")) co_return false;
            if (script.drip) co_await sleep_for(Millis(1'000));
        }
        co_return true;
    };
    if (script.hang) {
        // Until the client goes away, which a read notices.
        std::array<char, 16> nothing{};
        boost::system::error_code ec;
        co_await socket.async_read_some(asio::buffer(nothing), asio::redirect_error(use_task, ec));
        co_return false;
    }
    co_await sleep_for(Millis(script.first_ms));
    if (!co_await write_all(
            socket,
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: "
            "no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"
        )) {
        co_return false;
    }
    if (script.garbage) {
        co_await send({{}, "this is no JSON"});
        co_await write_all(socket, "0\r\n\r\n");
        co_return true;
    }
    for (const Piece& piece : opening(dialect)) {
        if (!co_await send(piece)) co_return false;
    }
    const int count = token_count(script);
    for (int i = 0; i < count; ++i) {
        if (script.cut == i) {
            socket.close();
            co_return false;
        }
        if (script.error && i == 2) {
            co_await send(error_in_stream(dialect));
            co_await write_all(socket, "0\r\n\r\n");
            co_return true;
        }
        if (!co_await send(text_piece(dialect, token(script, i)))) co_return false;
        if (i + 1 < count) co_await sleep_for(Millis(script.every_ms));
    }
    for (const Piece& piece : closing(dialect, script)) {
        if (!co_await send(piece)) co_return false;
    }
    co_return co_await write_all(socket, "0\r\n\r\n");
}

} // namespace tandem::testing
