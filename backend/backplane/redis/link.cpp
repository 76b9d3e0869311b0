#include "backend/backplane/redis/link.hpp"

#include "backend/util/log.hpp"

#include <charconv>
#include <utility>

namespace tandem::backplane::redis {

namespace {

// A connection that held for so long was a good one: the next back-off begins small again.
constexpr Millis good_after{10'000};

std::optional<Place> place_in(const Result<Reply>& reply)
{
    if (!reply || reply->elements.size() != 2) return std::nullopt;
    const auto& host = reply->elements[0].text;
    const auto& port = reply->elements[1].text;
    Place place{.host = host};
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), place.port);
    if (host.empty() || error != std::errc() || end != port.data() + port.size()) return std::nullopt;
    return place;
}

} // namespace

Link::Link(std::shared_ptr<Network> network, LinkSettings settings, std::string name, Random& random)
    : network_(std::move(network)),
      settings_(std::move(settings)),
      name_(std::move(name)),
      random_(random),
      pause_(network_->loop)
{}

void Link::start()
{
    asio::co_spawn(network_->loop, keep(), [self = shared_from_this()](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);
    });
}

void Link::stop()
{
    stopped_ = true;
    up_ = false;
    on_up = nullptr;
    on_down = nullptr;
    if (connection_) connection_->close("stopped");
    pause_.cancel();
}

Task<void> Link::keep()
{
    while (!stopped_) {
        const auto why = co_await once();
        if (stopped_) break;
        went_down(why);
        pause_.expires_after(backoff_.next(random_));
        co_await pause_.async_wait(net::use_result);
    }
}

Task<std::string> Link::once()
{
    const auto place = co_await locate();
    if (!place) co_return place.error().detail;
    if (stopped_) co_return std::string();
    connection_ = std::make_shared<Connection>(network_, settings_.connection, *place);
    if (const auto connected = co_await connection_->connect(); !connected)
        co_return connected.error().detail;
    greet();
    co_return co_await connection_->run();
}

// Where the primary is now, as the first Sentinel says that can be asked.
Task<Result<Place>> Link::locate()
{
    if (settings_.sentinels.empty()) co_return settings_.server.place;
    for (const auto& sentinel : settings_.sentinels) {
        if (stopped_) break;
        connection_ = std::make_shared<Connection>(network_, settings_.connection, sentinel);
        if (const auto connected = co_await connection_->connect(); !connected) continue;
        const auto found = std::make_shared<std::optional<Place>>();
        const auto got = [found, asked = connection_.get()](const Result<Reply>& reply) {
            *found = place_in(reply);
            asked->close("asked");
        };
        connection_->send({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", settings_.master}, got);
        co_await connection_->run();
        if (*found) co_return std::move(**found);
    }
    co_return fail(Errc::unavailable, "no Sentinel knows the primary");
}

// Signs in, and is up when the server has answered the last of these.
void Link::greet()
{
    // The handlers are the connection's own, so it is there when they run.
    auto* const connection = connection_.get();
    const auto must = [connection](const char* what) {
        return [connection, what](const Result<Reply>& reply) {
            if (reply && reply->kind == Reply::Kind::error)
                connection->close("the server refuses " + std::string(what) + ": " + error_code_of(*reply));
        };
    };
    if (!settings_.password.empty()) {
        if (settings_.server.user.empty())
            connection->send({"AUTH", settings_.password}, must("AUTH"));
        else
            connection->send({"AUTH", settings_.server.user, settings_.password}, must("AUTH"));
    }
    if (const int database = settings_.server.database; database != 0)
        connection->send({"SELECT", std::to_string(database)}, must("SELECT"));
    if (!settings_.sentinels.empty()) {
        // A Sentinel may speak of the old primary for a while.
        connection->send({"ROLE"}, [connection](const Result<Reply>& reply) {
            if (reply && (reply->elements.empty() || !reply->elements[0].is_text("master")))
                connection->close("not the primary");
        });
    }
    connection->send({"PING"}, [weak = weak_from_this(), connection](const Result<Reply>& reply) {
        if (!reply) return;
        if (!reply->is_text("PONG")) {
            connection->close("the server refuses PING: " + error_code_of(*reply));
            return;
        }
        if (const auto self = weak.lock()) self->came_up();
    });
}

void Link::came_up()
{
    if (stopped_) return;
    up_ = true;
    up_since_ = std::chrono::steady_clock::now();
    if (log_up_.allows(up_since_)) log::info("redis connected", {{"link", name_}});
    if (on_up) on_up(*connection_);
}

void Link::went_down(const std::string& why)
{
    const auto now = std::chrono::steady_clock::now();
    const bool was_up = std::exchange(up_, false);
    if (log_down_.allows(now)) {
        log::warning(
            "redis is out of reach; this node goes on by itself", {{"link", name_}, {"reason", why}}
        );
    }
    if (!was_up) return;
    ++times_down_;
    if (now - up_since_ > good_after) backoff_.reset();
    if (on_down) on_down();
}

} // namespace tandem::backplane::redis
