#include "backend/net/http_client.hpp"

#include "backend/net/client_tls.hpp"
#include "backend/net/http_exchange.hpp"

#include <utility>

namespace tandem::net {

ClientCore::ClientCore(asio::io_context& io, HttpClientSettings s)
    : loop(io),
      settings(std::move(s)),
      tls(client_tls(settings.ca_file)),
      pool(settings.idle_connections_per_host, settings.idle_connection_time),
      resolver(std::make_unique<Resolver>(io))
{}

namespace {

class Client final : public HttpClient
{
public:
    Client(asio::io_context& loop, HttpClientSettings settings)
        : core_(std::make_shared<ClientCore>(loop, std::move(settings)))
    {}

    ~Client() override
    {
        for (auto* exchange : core_->running)
            exchange->give_up(Errc::cancelled);
        core_->resolver.reset();
    }

    Task<Result<IncomingResponse>> fetch(OutgoingRequest request, std::stop_token stop) override
    {
        return run(core_, std::move(request), {}, std::move(stop));
    }

    Task<Result<IncomingResponse>>
    stream(OutgoingRequest request, BodySink sink, std::stop_token stop) override
    {
        return run(core_, std::move(request), std::move(sink), std::move(stop));
    }

private:
    static Task<Result<IncomingResponse>>
    run(std::shared_ptr<ClientCore> core, OutgoingRequest request, BodySink sink, std::stop_token stop)
    {
        auto url = parse_url(request.url);
        if (!url) co_return fail(url);
        const auto exchange = std::make_shared<HttpExchange>(
            std::move(core), std::move(request), std::move(*url), std::move(sink)
        );
        const std::stop_callback on_stop(stop, [&] { exchange->give_up(Errc::cancelled); });
        co_return co_await exchange->run();
    }

    std::shared_ptr<ClientCore> core_;
};

} // namespace

std::string_view IncomingResponse::header(std::string_view lower_case_name) const
{
    for (const auto& [name, value] : headers) {
        if (name == lower_case_name) return value;
    }
    return {};
}

std::unique_ptr<HttpClient> create_http_client(asio::io_context& loop, HttpClientSettings settings)
{
    return std::make_unique<Client>(loop, std::move(settings));
}

} // namespace tandem::net
