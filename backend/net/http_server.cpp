#include "backend/net/http_server.hpp"

#include "backend/net/http_connection.hpp"
#include "backend/net/server_core.hpp"
#include "backend/net/websocket_session.hpp"
#include "backend/util/log.hpp"

#include <algorithm>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/detached.hpp>
#include <stdexcept>
#include <utility>

namespace tandem::net {

namespace {

using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr int backlog = 4096;
constexpr Millis back_off_min{20};
constexpr Millis back_off_max{1'000};

// More than this in the kernel only hides from us that a peer does not read.
constexpr int send_buffer_bytes = 128 * 1024;

asio::ssl::context server_tls(const TlsSettings& settings)
{
    asio::ssl::context context(asio::ssl::context::tls_server);
    context.set_options(
        asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
        asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression
    );
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    ErrorCode error;
    context.use_certificate_chain_file(settings.certificate_file, error);
    if (error) {
        throw std::runtime_error(
            "The TLS certificate " + settings.certificate_file + " cannot be used: " + error.message() + "."
        );
    }
    context.use_private_key_file(settings.key_file, asio::ssl::context::pem, error);
    if (error) {
        throw std::runtime_error(
            "The TLS key " + settings.key_file + " cannot be used: " + error.message() + "."
        );
    }
    return context;
}

// Told without waiting; when it does not fit into the socket's buffer, it is not told.
void refuse_connection(Socket& socket, bool tls)
{
    constexpr std::string_view answer = "HTTP/1.1 503 Service Unavailable\r\nConnection: "
                                        "close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n";
    ErrorCode ignored;
    socket.non_blocking(true, ignored);
    if (!tls) socket.write_some(asio::buffer(answer), ignored);
    socket.close(ignored);
}

class Server final : public HttpServer
{
public:
    Server(asio::io_context& loop, HttpServerSettings settings)
        : core_(std::make_shared<ServerCore>(loop, std::move(settings))),
          acceptor_(std::make_shared<Acceptor>(loop.get_executor()))
    {
        core_->proxies.insert(
            core_->settings.trusted_proxies.begin(), core_->settings.trusted_proxies.end()
        );
    }

    ~Server() override
    {
        stop_accepting();
        core_->drained.reset();
        cut_all();
        for (const auto& session : sessions())
            session->abandon();
    }

    void serve_files(std::map<std::string, StaticFile> by_path) override
    {
        for (auto& [path, file] : by_path)
            core_->files.insert_or_assign(path, std::move(file));
    }

    void get(std::string path, HttpHandler handler) override
    {
        core_->handlers.insert_or_assign(std::move(path), std::move(handler));
    }

    void websocket(std::string path, WebSocketLimits limits, UpgradeCheck check, WebSocketAcceptor accept)
        override
    {
        core_->websockets.insert_or_assign(
            std::move(path), WebSocketRoute{limits, std::move(check), std::move(accept)}
        );
    }

    void start() override
    {
        const auto& settings = core_->settings;
        if (!settings.tls.certificate_file.empty()) core_->tls.emplace(server_tls(settings.tls));

        const std::string where = settings.address + " port " + std::to_string(settings.port);
        try {
            const tcp::endpoint endpoint(asio::ip::make_address(settings.address), settings.port);
            acceptor_->open(endpoint.protocol());
            acceptor_->set_option(Acceptor::reuse_address(true));
            if (settings.reuse_port) acceptor_->set_option(ReusePort(true));
            acceptor_->bind(endpoint);
            acceptor_->listen(backlog);
            port_ = acceptor_->local_endpoint().port();
        } catch (const boost::system::system_error& e) {
            throw std::runtime_error("Cannot listen on " + where + ": " + e.code().message() + ".");
        }
        // Ends when the acceptor is closed; it owns what it uses.
        asio::co_spawn(core_->loop, accept_connections(core_, acceptor_), asio::detached);
    }

    std::uint16_t port() const override { return port_; }

    void stop_accepting() override
    {
        core_->stopping = true;
        ErrorCode ignored;
        acceptor_->close(ignored);
    }

    void for_each_websocket(const std::function<void(WebSocket&)>& call) override
    {
        for (const auto& session : sessions())
            call(*session);
    }

    Task<void> drain(Millis limit) override
    {
        const auto core = core_;
        stop_accepting();
        // Cutting only begins an end; it does not change the set.
        for (auto* connection : core->http)
            connection->cut_if_idle();

        core->drained = std::make_shared<asio::steady_timer>(core->loop, limit);
        const auto drained = core->drained;
        if (core->counters.connections_now > 0) co_await drained->async_wait(use_result);
        if (core->counters.connections_now > 0) {
            cut_all(*core);
            // Each of them now fails its pending operation; nothing waits for a peer.
            drained->expires_after(Millis(1'000));
            co_await drained->async_wait(use_result);
        }
    }

    HttpServerCounters counters() const override
    {
        auto counters = core_->counters;
        counters.unexpected_exceptions_total = unexpected_exceptions();
        return counters;
    }

private:
    static Task<void>
    accept_connections(std::shared_ptr<ServerCore> core, std::shared_ptr<Acceptor> acceptor);
    static void take(const std::shared_ptr<ServerCore>& core, Socket socket);

    static void cut_all(ServerCore& core)
    {
        for (auto* connection : core.http)
            connection->cut();
        for (auto* session : core.sessions)
            session->cut();
    }
    void cut_all() { cut_all(*core_); }

    [[nodiscard]] std::vector<std::shared_ptr<WebSocketSession>> sessions() const
    {
        std::vector<std::shared_ptr<WebSocketSession>> out;
        out.reserve(core_->sessions.size());
        for (auto* session : core_->sessions)
            out.push_back(session->shared_from_this());
        return out;
    }

    std::shared_ptr<ServerCore> core_;
    std::shared_ptr<Acceptor> acceptor_;
    std::uint16_t port_ = 0;
};

Task<void> Server::accept_connections(std::shared_ptr<ServerCore> core, std::shared_ptr<Acceptor> acceptor)
{
    asio::steady_timer pause(core->loop);
    Millis back_off = back_off_min;
    while (acceptor->is_open()) {
        auto [error, socket] = co_await acceptor->async_accept(use_result);
        if (error == asio::error::operation_aborted || !acceptor->is_open()) break;
        if (!error) {
            back_off = back_off_min;
            try {
                take(core, std::move(socket));
            } catch (...) {
                note_unexpected_exception("accept");
            }
            continue;
        }
        // A connection that went away while it was queued is no reason to wait; having no descriptors is.
        if (error == asio::error::connection_aborted) continue;
        log::warning(
            "cannot accept connections", {{"error", error.message()}, {"connections", core->http.size()}}
        );
        pause.expires_after(back_off);
        co_await pause.async_wait(use_result);
        back_off = std::min(back_off * 2, back_off_max);
    }
}

void Server::take(const std::shared_ptr<ServerCore>& core, Socket socket)
{
    ErrorCode error;
    const auto remote = socket.remote_endpoint(error);
    if (error) return; // gone already
    socket.set_option(tcp::no_delay(true), error);
    socket.set_option(Socket::send_buffer_size(send_buffer_bytes), error);

    const auto& limits = core->settings.limits;
    const std::string address = remote.address().to_string();
    const bool limited = limits.connections_per_address > 0 && !remote.address().is_loopback() &&
                         !core->proxies.contains(address);
    const auto same = core->per_address.find(address);
    const bool too_many =
        core->counters.connections_now >= limits.connections ||
        (limited && same != core->per_address.end() && same->second >= limits.connections_per_address);
    if (too_many) {
        ++core->counters.refused_total;
        return refuse_connection(socket, core->tls.has_value());
    }

    ConnectionTicket ticket(core, limited ? address : std::string());
    auto stream = core->tls ? Stream(std::move(socket), *core->tls) : Stream(std::move(socket));
    auto connection = std::make_shared<HttpConnection>(std::move(ticket), std::move(stream), address);
    // Ends with its connection; the server cuts it in drain() and when it goes.
    asio::co_spawn(core->loop, HttpConnection::run(std::move(connection)), asio::detached);
}

} // namespace

std::unique_ptr<HttpServer> create_http_server(asio::io_context& loop, HttpServerSettings settings)
{
    return std::make_unique<Server>(loop, std::move(settings));
}

} // namespace tandem::net
