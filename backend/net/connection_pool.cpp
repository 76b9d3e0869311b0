#include "backend/net/connection_pool.hpp"

#include <cerrno>
#include <sys/socket.h>

namespace tandem::net {

namespace {

// Nothing has come, and the peer has not closed. With TLS something may have: a ticket for the next
// session.
bool looks_alive(Stream& stream)
{
    char byte = 0;
    const auto size = recv(stream.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (size < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    return size > 0 && stream.is_tls();
}

} // namespace

std::optional<Stream> ConnectionPool::take(const std::string& place)
{
    drop_old();
    const auto found = idle_.find(place);
    if (found == idle_.end()) return std::nullopt;
    auto& list = found->second;
    while (!list.empty()) {
        Stream stream = std::move(list.back().stream);
        list.pop_back();
        if (looks_alive(stream)) return stream;
    }
    return std::nullopt;
}

void ConnectionPool::give_back(const std::string& place, Stream stream)
{
    drop_old();
    auto& list = idle_[place];
    if (list.size() >= per_place_) return;
    list.push_back({std::move(stream), std::chrono::steady_clock::now()});
}

void ConnectionPool::drop_old()
{
    const auto oldest = std::chrono::steady_clock::now() - idle_time_;
    for (auto place = idle_.begin(); place != idle_.end();) {
        std::erase_if(place->second, [&](const Idle& idle) { return idle.since < oldest; });
        place = place->second.empty() ? idle_.erase(place) : std::next(place);
    }
}

} // namespace tandem::net
