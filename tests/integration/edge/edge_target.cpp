#include "tests/integration/edge/edge_target.hpp"

#include "tests/support/client/processes.hpp"

#include <QRegularExpression>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <cstdlib>
#include <future>
#include <stdexcept>
#include <thread>

namespace tandem::edge {

namespace {

class EchoHandler final : public net::WebSocketHandler
{
public:
    explicit EchoHandler(net::WebSocket& socket) : socket_(socket) {}

    void on_text(std::string_view text) override
    {
        const auto send = [&](std::string s) {
            socket_.send(std::make_shared<const std::string>(std::move(s)));
        };
        if (text == "close") return socket_.close(4000, "asked to");
        if (text == "throw") throw std::runtime_error("asked to");
        if (text == "burst") {
            for (int i = 0; i < 100; ++i)
                send(std::to_string(i));
            return;
        }
        if (text == "flood") {
            for (int i = 0; i < 500; ++i)
                send(std::string(16 * 1024, 'f'));
            return;
        }
        send(std::string(text));
    }

    void on_closed() override {}

private:
    net::WebSocket& socket_;
};

std::unique_ptr<net::WebSocketHandler> echo(net::WebSocket& socket)
{
    return std::make_unique<EchoHandler>(socket);
}

net::HttpServerSettings short_settings()
{
    net::HttpServerSettings settings;
    settings.port = 0;
    settings.hosts = {"localhost", "127.0.0.1", "[::1]"};
    settings.limits.header_time = short_time;
    settings.limits.body_time = short_time;
    settings.limits.tls_time = short_time;
    settings.limits.keep_alive = short_time;
    return settings;
}

net::WebSocketLimits short_websocket_limits()
{
    net::WebSocketLimits limits;
    limits.message_time = short_time;
    limits.write_time = short_time;
    limits.close_time = short_time;
    return limits;
}

void add_routes(net::HttpServer& server)
{
    net::StaticFile page;
    page.content_type = "text/html; charset=utf-8";
    page.body = "<!doctype html><title>page</title>";
    page.etag = "\"v1\"";
    net::StaticFile frame = page;
    frame.content_security_policy = "default-src 'self'; frame-ancestors https://shop.example";
    frame.frameable = true;
    server.serve_files({{"/page", page}, {"/frame", frame}});

    server.get("/healthz", [](const net::HttpRequest&) { return net::HttpResponse{.body = "ok\n"}; });
    server.get("/handler", [](const net::HttpRequest& request) {
        return net::HttpResponse{
            .headers =
                {{"X-Query", request.query}, {"X-Peer", request.peer.address}, {"X-Broken", "a\r\nX-In: b"}
                },
            .body = request.body
        };
    });
    server.get("/throws", [](const net::HttpRequest&) -> net::HttpResponse {
        throw std::runtime_error("asked to");
    });

    server.websocket("/ws", short_websocket_limits(), {}, echo);
    auto idle = short_websocket_limits();
    idle.idle_time = short_idle;
    server.websocket("/ws-idle", idle, {}, echo);
    server.websocket(
        "/ws-guarded",
        short_websocket_limits(),
        [](const net::HttpRequest& request) {
            return request.peer.origin == "https://shop.example" ? 0 : 403;
        },
        echo
    );
}

class InProcess final : public EdgeTarget
{
public:
    explicit InProcess(const net::HttpServerSettings& settings)
        : server_(net::create_http_server(loop_, settings)),
          work_(loop_.get_executor())
    {
        add_routes(*server_);
        server_->start();
        port_ = server_->port();
        thread_ = std::thread([this] { net::run_loop(loop_); });
    }

    ~InProcess() override
    {
        on_loop([this](net::HttpServer&) { server_.reset(); });
        work_.reset();
        loop_.stop();
        thread_.join();
    }

    std::uint16_t port() const override { return port_; }
    std::string path() const override { return "/healthz"; }
    std::string websocket_path() const override { return "/ws"; }
    bool in_process() const override { return true; }
    asio::io_context* loop() override { return &loop_; }

    net::HttpServerCounters counters() override
    {
        net::HttpServerCounters counters;
        on_loop([&](net::HttpServer& server) { counters = server.counters(); });
        counters.unexpected_exceptions_total -= exceptions_before_;
        return counters;
    }

    void on_loop(const std::function<void(net::HttpServer&)>& call) override
    {
        std::promise<void> done;
        boost::asio::post(loop_, [&] {
            try {
                call(*server_);
                done.set_value();
            } catch (...) {
                done.set_exception(std::current_exception());
            }
        });
        done.get_future().get();
    }

private:
    boost::asio::io_context loop_{1};
    std::unique_ptr<net::HttpServer> server_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::uint64_t exceptions_before_ = net::unexpected_exceptions();
    std::uint16_t port_ = 0;
    std::thread thread_;
};

class Running final : public EdgeTarget
{
public:
    explicit Running(std::uint16_t port) : port_(port) {}
    std::uint16_t port() const override { return port_; }
    std::string path() const override { return from_environment("TANDEM_EDGE_PATH", "/healthz"); }
    std::string websocket_path() const override { return from_environment("TANDEM_EDGE_WEBSOCKET", "/ws"); }
    bool in_process() const override { return false; }
    asio::io_context* loop() override { return nullptr; }
    net::HttpServerCounters counters() override { return {}; }
    void on_loop(const std::function<void(net::HttpServer&)>&) override {}

private:
    static std::string from_environment(const char* name, const char* otherwise)
    {
        const char* value = std::getenv(name);
        return value ? value : otherwise;
    }
    std::uint16_t port_;
};

// The product itself, on a port of its own, for as long as the test runs.
class Real final : public EdgeTarget
{
public:
    Real() { server_.start(); }
    std::uint16_t port() const override { return server_.port(); }
    std::string path() const override { return "/healthz"; }
    std::string websocket_path() const override { return "/ws/customer"; }
    bool in_process() const override { return false; }
    asio::io_context* loop() override { return nullptr; }
    net::HttpServerCounters counters() override
    {
        // The one that must stay 0 whatever comes in.
        net::HttpServerCounters counters;
        const auto metrics = server_.get("/metrics");
        const auto line =
            QRegularExpression(
                "^tandem_unexpected_exceptions_total (\\d+)", QRegularExpression::MultilineOption
            )
                .match(QString::fromUtf8(metrics));
        counters.unexpected_exceptions_total = line.hasMatch() ? line.captured(1).toULongLong() : 1;
        return counters;
    }
    void on_loop(const std::function<void(net::HttpServer&)>&) override {}

private:
    testing::ServerProcess server_;
};

} // namespace

std::string EdgeTarget::complaint(std::uint64_t provoked_exceptions)
{
    try {
        RawClient client(port());
        client.send("GET " + path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const auto answer = read_answer(client);
        if (answer.status != 200) return "an ordinary request is answered " + std::to_string(answer.status);
    } catch (const std::exception& e) {
        return e.what();
    }
    const auto unexpected = counters().unexpected_exceptions_total;
    return unexpected == provoked_exceptions ? "" : std::to_string(unexpected) + " unexpected exceptions";
}

std::unique_ptr<EdgeTarget>
make_in_process_target(const std::function<void(net::HttpServerSettings&)>& change)
{
    auto settings = short_settings();
    if (change) change(settings);
    return std::make_unique<InProcess>(settings);
}

std::unique_ptr<EdgeTarget> make_edge_target()
{
    if (const char* real = std::getenv("TANDEM_EDGE_REAL"); real != nullptr && *real == '1')
        return std::make_unique<Real>();
    const char* port = std::getenv("TANDEM_EDGE_PORT");
    if (port) return std::make_unique<Running>(static_cast<std::uint16_t>(std::atoi(port)));
    return make_in_process_target();
}

} // namespace tandem::edge
